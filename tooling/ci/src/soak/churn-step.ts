import { runCommand } from "../run-command.ts";
import { commandStep } from "../steps/command-step.ts";
import {
  crashed,
  type Step,
  type StepContext,
  type StepResult,
  sumResults,
} from "../steps/step.ts";

const scenario = ["tooling/fleet/src/main.ts", "churn"];
/** How a scenario exits whose claims did not hold. */
const missed = 1;

/** The fleet's scenario of that name in its full size, for so many minutes; and its control, which has to be red. */
export function churnStep(minutes: number): Step {
  const budgetMs = (minutes + 10) * 60_000;
  const churn = commandStep({
    ...{ name: "churn", command: "node", budgetMs, needs: [] },
    args: [...scenario, "--seconds", String(minutes * 60)],
  });
  return {
    ...{ name: "churn", budgetMs, needs: ["build"] },
    run: async (context) => sumResults([await churn.run(context), await runControl(context)]),
  };
}

async function runControl({ killAfterMs, write }: StepContext): Promise<StepResult> {
  const args = [...scenario, "--small", "--fault"];
  const { code, output, cpuMs } = await runCommand("node", args, { killAfterMs });
  if (code === missed) return { passed: 1, failed: 0, skipped: [], unsteady: [], cpuMs };
  write(`${output}\n  the control of churn was not red\n`);
  return crashed(cpuMs);
}
