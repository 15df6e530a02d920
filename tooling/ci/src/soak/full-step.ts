import { crashed, type Step, type StepResult, sumResults } from "../steps/step.ts";
import { countTests, runVitest } from "../steps/vitest-step.ts";

/** Which tests know `FULL=1`, by the project that runs them. */
export type FullTests = Readonly<Record<"unit" | "integration" | "fleet", readonly string[]>>;

/** Every test that takes a smaller number with every change, with its whole number. */
export function fullStep(
  tests: FullTests,
  budgetMs: number,
  run: typeof runVitest = runVitest,
): Step {
  return {
    ...{ name: "full", budgetMs, needs: ["build"] },
    async run(context) {
      const results: StepResult[] = [];
      for (const project of ["unit", "integration", "fleet"] as const) {
        const files = tests[project];
        // Without names vitest would run all there are.
        if (files.length === 0) continue;
        const ran = await run(project, files, context, { FULL: "1" });
        results.push(ran.report === null ? crashed(ran.cpuMs) : countTests(ran.report, ran));
      }
      return sumResults(results);
    },
  };
}
