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
  rounds?: number;
  seconds?: number;
  quick?: true;
  soak?: true;
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
  plans: readonly BenchPlan[],
  args: readonly string[],
  { print, complain, signal }: Terminal,
): Promise<number> {
  let met = true;
  const program = new Command("bench")
    .description("Measures Homeport against controls of its own.")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: complain });
  for (const plan of plans) {
    const command = addRunFlags(program.command(plan.name).description(plan.does), plan.usual);
    if (plan.soak) command.option("--soak", plan.soak.does);
    command.action(
      async ({ quick, soak, reports: reportsFolder, profile, ...flags }: PlanFlags) => {
        const chosen = (soak && plan.soak) || plan;
        met = await runBench(chosen, {
          ...{ ...chosen.usual, ...flags },
          ...(quick ? { rounds: 1, seconds: 1 } : {}),
          ...{ print, signal, reportsFolder, profileFolder: profile ?? null },
        });
      },
    );
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return met ? 0 : 1;
  } catch (error) {
    complain(`\n${describe(error)}\n`);
    return 1;
  }
}

function addRunFlags(command: Command, usual: BenchPlan["usual"]): Command {
  return command
    .option("--rounds <n>", `how often each contender is measured: ${usual.rounds}`, wholeNumber)
    .option("--seconds <n>", `how long each measurement lasts: ${usual.seconds}`, wholeNumber)
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
