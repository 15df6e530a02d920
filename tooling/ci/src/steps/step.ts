/** What a step of the test run found. A skip carries its reason and is no part of the count. */
export type StepResult = {
  passed: number;
  failed: number;
  skipped: string[];
  /** Tests that failed among the others and passed when they were run once more. Counted as passed. */
  unsteady: string[];
  cpuMs: number;
};

/** One part of the test run. `budgetMs` is its share of the whole; it is killed at three times that. */
export type Step = {
  name: string;
  budgetMs: number;
  /** Steps without which this one cannot mean anything: their failure is its failure. */
  needs: string[];
  run(context: StepContext): Promise<StepResult>;
};

export type StepContext = { killAfterMs: number; write: (text: string) => void };

/** A step that could not be counted counts as one failure. */
export function crashed(cpuMs = 0): StepResult {
  return { passed: 0, failed: 1, skipped: [], unsteady: [], cpuMs };
}
