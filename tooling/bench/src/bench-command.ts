import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import type { BenchPlan } from "./bench-plan.ts";
import { runBench } from "./run-bench.ts";

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}

interface PlanFlags {
  rounds: number;
  seconds: number;
  quick?: true;
  only: string[];
  reports: string;
  profile?: string;
}

export interface Terminal {
  print(text: string): void;
  complain(text: string): void;
  readonly signal: AbortSignal;
}

const reports = fileURLToPath(new URL("../../../reports", import.meta.url));

/** Runs `bench <args>` and answers its exit code: 1 when a goal was missed, or an answer was wrong. */
export async function runBenchCommand(
  plans: { tunnel: BenchPlan; gate: BenchPlan; catalog: BenchPlan },
  args: readonly string[],
  { print, complain, signal }: Terminal,
): Promise<number> {
  let met = true;
  const program = new Command("bench")
    .description("Measures Homeport against controls of its own.")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: complain });
  const addPlan = (
    name: "tunnel" | "gate" | "catalog",
    usual: { rounds: number; seconds: number },
    does: string,
  ) => addRunFlags(program.command(name).description(does), usual).action(run(plans[name]));
  const run =
    (plan: BenchPlan) =>
    async ({ quick, reports: reportsFolder, profile, ...flags }: PlanFlags) => {
      met = await runBench(plan, {
        ...flags,
        ...(quick ? { rounds: 1, seconds: 1 } : {}),
        ...{ print, signal, reportsFolder, profileFolder: profile ?? null },
      });
    };
  addPlan(
    "tunnel",
    { rounds: 5, seconds: 2 },
    "requests, transfers, latency and memory of relay and agent, beside their controls",
  );
  addPlan(
    "gate",
    { rounds: 10, seconds: 5 },
    "what it costs to decide whether a request may pass, beside controls",
  );
  addPlan(
    "catalog",
    { rounds: 1, seconds: 1 },
    "loads, changes, searches and memory of the catalog at 1,000 to 100,000 apps, beside controls",
  );
  try {
    await program.parseAsync(args, { from: "user" });
    return met ? 0 : 1;
  } catch (error) {
    complain(`\n${describe(error)}\n`);
    return 1;
  }
}

function addRunFlags(command: Command, usual: { rounds: number; seconds: number }): Command {
  return command
    .option("--rounds <n>", "how often each contender is measured", wholeNumber, usual.rounds)
    .option("--seconds <n>", "how long each measurement lasts", wholeNumber, usual.seconds)
    .option("--quick", "one round of one second, to see that everything works")
    .option("--only <names...>", "contenders or cases, by the beginning of their names", [])
    .option("--reports <folder>", "where the results are written", reports)
    .option("--profile <folder>", "write a CPU profile of every measured process there");
}

/** The sentence of an error and of what caused it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
