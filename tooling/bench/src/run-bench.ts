import { cpus, loadavg } from "node:os";
import { startKeeper } from "@homeport/services";
import type { BenchCase, Entrant, Figures, Tools } from "./bench-case.ts";
import type { BenchPlan } from "./bench-plan.ts";
import { isSkipped } from "./contender.ts";
import { cannon } from "./load/autocannon.ts";
import { hasWrk, wrk } from "./load/wrk.ts";
import { type Lab, openLab } from "./product/lab.ts";
import { startProgram } from "./program.ts";
import { writeCaseTable } from "./report/case-table.ts";
import { writeGoalTable } from "./report/goal-table.ts";
import { judgeGoals, passes } from "./report/judge.ts";
import { type Outcome, summarize } from "./report/summary.ts";
import { writeReport } from "./report/write-report.ts";
import { selectCases } from "./select-cases.ts";
import type { Site } from "./site.ts";

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Names of contenders or cases; all when empty. */
  readonly only: readonly string[];
  readonly reportsFolder: string;
  /** Where CPU profiles of the measured processes go; null for none. */
  readonly profileFolder: string | null;
  print(text: string): void;
  /** Ends the run, and everything that it started. */
  readonly signal: AbortSignal;
}

type Measure = (tools: Tools) => Promise<Figures>;

/**
 * Measures the cases of a plan one after the other. Answers whether every goal that this run could judge
 * was met. Throws when an answer was wrong.
 */
export async function runBench(plan: BenchPlan, options: BenchOptions): Promise<boolean> {
  const { rounds, seconds, print } = options;
  await using stack = new AsyncDisposableStack();
  const load = (await hasWrk()) ? wrk : cannon;
  const tools = { load, seconds, signal: options.signal };
  const cases = selectCases(plan.listCases(await openSite(stack, options)), options.only);
  print(`${load.name}, ${rounds} rounds of ${seconds} s, ${cpus().length} CPUs\n`);
  if ((loadavg()[0] ?? 0) > cpus().length / 2) print("the machine has other work to do\n");
  await startTogether(cases, print);
  const outcomes: Record<string, Record<string, Outcome>> = {};
  for (const benchCase of cases) {
    outcomes[benchCase.name] = await runCase(benchCase, tools, options);
    print(`\n${writeCaseTable(benchCase, outcomes[benchCase.name] ?? {})}`);
  }
  const judged = judgeGoals(plan.goals, outcomes);
  print(`\n${writeGoalTable(judged)}`);
  const parts = { plan: plan.name, load: load.name, rounds, seconds, outcomes, judged };
  print(`written to ${await writeReport(options.reportsFolder, parts)}\n`);
  return passes(judged);
}

async function openSite(
  stack: AsyncDisposableStack,
  { profileFolder }: BenchOptions,
): Promise<Site> {
  const stage = { stack, profileFolder, keeper: stack.use(startKeeper()) };
  const { port: targetPort } = await startProgram(stage, "target", "target.ts");
  let opening: Promise<Lab> | undefined;
  return {
    ...{ stage, targetPort },
    openLab() {
      opening ??= openLab(stage);
      return opening;
    },
    openOwnLab: () => openLab(stage),
  };
}

/** Whoever is measured in rounds is up from the first to the last, so that all share each moment. */
async function startTogether(
  cases: readonly BenchCase[],
  print: BenchOptions["print"],
): Promise<void> {
  for (const { once, entrants } of cases) {
    if (once) continue;
    for (const { contender, start } of entrants) {
      progress(print, `starting ${contender}`);
      await start();
    }
  }
  progress(print, "");
}

/**
 * Measures every entrant once a round, forwards in one round and backwards in the next, so that a
 * machine that grows slower or faster favours nobody.
 */
async function runCase(
  { name, once, entrants }: BenchCase,
  tools: Tools,
  { rounds, print }: BenchOptions,
): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  const measured: { contender: string; measure: Measure; samples: Figures[] }[] = [];
  for (const { contender, start } of entrants) {
    const started = await start();
    if (isSkipped(started)) outcomes[contender] = started;
    else measured.push({ contender, measure: started, samples: [] });
  }
  for (let round = 0; round < (once ? 1 : rounds); round++) {
    for (const { contender, measure, samples } of round % 2 === 0
      ? measured
      : measured.toReversed()) {
      tools.signal.throwIfAborted();
      progress(print, `${name}: round ${round + 1}, ${contender}`);
      samples.push(await measureOrSay({ name, contender }, () => measure(tools)));
    }
  }
  progress(print, "");
  for (const { contender, samples } of measured) outcomes[contender] = summarize(samples);
  return outcomes;
}

async function measureOrSay(
  { name, contender }: { name: string } & Pick<Entrant, "contender">,
  measure: () => Promise<Figures>,
): Promise<Figures> {
  try {
    return await measure();
  } catch (cause) {
    throw new Error(`${contender} failed in ${name}`, { cause });
  }
}

/** One line that the next one writes over. */
function progress(print: BenchOptions["print"], text: string): void {
  print(`\r${text.padEnd(70)}${text === "" ? "\r" : ""}`);
}
