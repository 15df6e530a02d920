import { parseArgs } from "node:util";

/** The steps of a soak by name, in the order in which they run. */
export const soakSteps = [
  "churn",
  "races",
  "full",
  "previous",
  "postgres 15",
  "bench",
  "coverage",
] as const;

export type SoakStep = (typeof soakSteps)[number];

export interface SoakOptions {
  /** How long the fleet is churned, in minutes. */
  readonly minutes: number;
  /** How often every race test runs. */
  readonly times: number;
  /** A tag or another commit, or the folder of a checkout; null leaves the choice to the newest tag. */
  readonly previous: string | null;
  /** Benches run one round of one second each. */
  readonly quick: boolean;
  readonly only: readonly SoakStep[];
}

/** A command that was not understood; its message is what to say. */
export class UsageError extends Error {}

export const soakUsage = `Usage: pnpm test:soak [options]

  --minutes N      how long the fleet is churned (60)
  --times N        how often every race test runs (200)
  --previous WHAT  the release to run beside this one: a tag, another commit, or a checkout's folder (the newest tag)
  --quick          every bench for one round of one second
  --only NAMES     some steps alone, comma-separated: ${soakSteps.join(", ")}
`;

/** Reads what follows the command. Throws UsageError. */
export function readSoakOptions(args: readonly string[]): SoakOptions {
  const { values } = parse(args);
  const only = (values.only ?? soakSteps.join(",")).split(",").map((name) => name.trim());
  const unknown = only.filter((name) => !soakSteps.some((step) => step === name));
  if (unknown.length > 0) throw new UsageError(`There is no step ${unknown.join(", ")}.`);
  return {
    minutes: readCount("--minutes", values.minutes ?? "60"),
    times: readCount("--times", values.times ?? "200"),
    previous: values.previous ?? null,
    quick: values.quick ?? false,
    only: soakSteps.filter((step) => only.includes(step)),
  };
}

function parse(args: readonly string[]) {
  const value = { type: "string" } as const;
  const options = {
    ...{ minutes: value, times: value, previous: value, only: value },
    quick: { type: "boolean" },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readCount(name: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new UsageError(`${name} is not a whole number above 0.`);
  return Number(text);
}
