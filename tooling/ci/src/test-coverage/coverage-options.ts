import { parseArgs } from "node:util";
import { foundations } from "./judge.ts";

export interface CoverageOptions {
  /** Those of the foundations whose tests run alone; null for all tests there are. */
  readonly only: readonly string[] | null;
  /** Lines that changed since this commit are looked at apart; null leaves the choice to the checkout. */
  readonly since: string | null;
  /** Whether what is found becomes the committed figure. */
  readonly write: boolean;
}

export const coverageUsage = `Usage: pnpm coverage [options]

  --only NAMES  the tests of some packages alone, comma-separated: ${foundations.join(", ")}
  --since WHAT  the commit that changed lines are counted from (main, or on main the commit before)
  --write       commit to what is found: writes tooling/ci/coverage.json
`;

/** Reads what follows the command. Throws an Error that says what was not understood. */
export function readCoverageOptions(args: readonly string[]): CoverageOptions {
  const value = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { only: value, since: value, write: { type: "boolean" } },
    allowPositionals: false,
  });
  const only = values.only?.split(",").map((name) => name.trim()) ?? null;
  const unknown = (only ?? []).filter((name) => !foundations.some((each) => each === name));
  if (unknown.length > 0) throw new Error(`There is no package ${unknown.join(", ")} to choose.`);
  return { only, since: values.since ?? null, write: values.write ?? false };
}
