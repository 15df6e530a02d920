import { runChecks } from "../checks/run-checks.ts";
import { staticChecks } from "../checks/static-checks.ts";
import type { Step } from "./step.ts";

/** The checks of `pnpm verify`, each counted as one. */
export function staticStep(budgetMs: number): Step {
  return {
    name: "static",
    budgetMs,
    needs: [],
    async run({ write }) {
      const results = await runChecks(staticChecks(), write);
      const failed = results.filter(({ problems }) => problems.length > 0).length;
      const cpuMs = results.reduce((sum, result) => sum + result.cpuMs, 0);
      return { passed: results.length - failed, failed, skipped: [], unsteady: [], cpuMs };
    },
  };
}
