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

/** A step that this machine cannot take: it is listed with what it needs, and not counted. */
export function excusedStep(name: string, need: string): Step {
  return {
    ...{ name, budgetMs: 1_000, needs: [] },
    run: async () => ({
      ...{ passed: 0, failed: 0, unsteady: [], cpuMs: 0 },
      skipped: [`${name} (needs ${need})`],
    }),
  };
}

/** Several results as one. */
export function sumResults(results: readonly StepResult[]): StepResult {
  const sum = (key: "passed" | "failed" | "cpuMs") =>
    results.reduce((total, result) => total + result[key], 0);
  return {
    ...{ passed: sum("passed"), failed: sum("failed"), cpuMs: sum("cpuMs") },
    skipped: [...new Set(results.flatMap(({ skipped }) => skipped))],
    unsteady: results.flatMap(({ unsteady }) => unsteady),
  };
}
