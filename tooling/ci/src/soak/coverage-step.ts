import { commandStep } from "../steps/command-step.ts";
import type { Step } from "../steps/step.ts";

/** What `pnpm coverage` demands of the packages that everything rests on, of changed lines, and of the whole. */
export function coverageStep(budgetMs: number): Step {
  return commandStep({
    name: "coverage",
    command: "node",
    args: ["tooling/ci/src/test-coverage/main.ts"],
    ...{ budgetMs, needs: [] },
  });
}
