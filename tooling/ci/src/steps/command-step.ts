import { runCommand } from "../run-command.ts";
import { crashed, type Step } from "./step.ts";

/** A command that counts as one: passed when it exits with 0. */
export function commandStep(plan: {
  name: string;
  command: string;
  args: string[];
  budgetMs: number;
  needs: string[];
  env?: Record<string, string>;
}): Step {
  const { name, command, args, budgetMs, needs, env } = plan;
  return {
    ...{ name, budgetMs, needs },
    async run({ killAfterMs, write }) {
      const { code, cpuMs, isKilled } = await runCommand(command, args, {
        ...{ killAfterMs, onOutput: write },
        ...(env === undefined ? {} : { env }),
      });
      if (isKilled) write(`\n  ${name} was killed after ${killAfterMs / 1_000} s\n`);
      if (code !== 0) return crashed(cpuMs);
      return { passed: 1, failed: 0, skipped: [], unsteady: [], cpuMs };
    },
  };
}
