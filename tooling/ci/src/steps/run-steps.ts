import { crashed, type Step, type StepResult } from "./step.ts";

export type RunTotals = { passed: number; failed: number };

const killFactor = 3;

/**
 * Runs every step, also after one failed. A step whose need failed counts as failed without being run.
 * Writes wall and CPU time of each, every skip with its reason, every unsteady test, and as the last
 * line the totals.
 */
export async function runSteps(
  steps: Step[],
  io: { write: (text: string) => void; nowMs: () => number },
): Promise<RunTotals> {
  const results = new Map<string, StepResult>();
  for (const step of steps) {
    io.write(`\n── ${step.name}\n`);
    const startedMs = io.nowMs();
    const result = await runStep(step, results, io.write);
    results.set(step.name, result);
    io.write(describeStep(step, result, io.nowMs() - startedMs));
  }
  const all = [...results.values()];
  const list = (title: string, lines: string[]) => {
    if (lines.length > 0) io.write(`\n${title}:\n${lines.map((line) => `  ${line}\n`).join("")}`);
  };
  list(
    "Skipped",
    all.flatMap(({ skipped }) => skipped),
  );
  list(
    "Unsteady, passed at their second run",
    all.flatMap(({ unsteady }) => unsteady),
  );
  const totals = { passed: sum(all, "passed"), failed: sum(all, "failed") };
  io.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
  return totals;
}

/** A run that found nothing wrong because it found nothing at all is no success. */
export function exitCodeOf({ passed, failed }: RunTotals): number {
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function runStep(
  step: Step,
  done: Map<string, StepResult>,
  write: (text: string) => void,
): Promise<StepResult> {
  const missing = step.needs.filter((name) => (done.get(name)?.failed ?? 0) > 0);
  if (missing.length > 0) {
    write(`  not run: ${missing.join(", ")} failed\n`);
    return crashed();
  }
  try {
    return await step.run({ killAfterMs: step.budgetMs * killFactor, write });
  } catch (error) {
    write(`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return crashed();
  }
}

function describeStep(step: Step, result: StepResult, wallMs: number): string {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const slow = wallMs > step.budgetMs ? ", slow" : "";
  const counts = `${result.passed} passed, ${result.failed} failed`;
  return `── ${step.name}: ${counts} (${seconds(wallMs)}, CPU ${seconds(result.cpuMs)}${slow})\n`;
}

function sum(results: StepResult[], key: "passed" | "failed"): number {
  return results.reduce((total, result) => total + result[key], 0);
}
