import { PlatformError } from "../errors/platform-errors.ts";
import type { EnvProblem } from "./spec.ts";

/** All problems of a configuration at once; ends the process with exit code 78. */
export class ConfigError extends PlatformError {
  readonly problems: readonly EnvProblem[];

  constructor(problems: readonly EnvProblem[]) {
    super("CONFIG_INVALID", { detail: problems.map((problem) => problem.name).join(", ") });
    this.problems = problems;
  }

  /** `NAME: what is wrong. What to do.`, one line a problem. No value is in it. */
  get lines(): string[] {
    return this.problems.map(({ name, problem, remedy }) => `${name}: ${problem}. ${remedy}`);
  }
}
