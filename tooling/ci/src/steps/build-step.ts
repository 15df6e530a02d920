import { runCommand } from "../run-command.ts";
import { crashed, type Step } from "./step.ts";

/** Builds every app, as `pnpm build` does; counted as one. */
export function buildStep(budgetMs: number): Step {
  return {
    name: "build",
    budgetMs,
    needs: [],
    async run({ killAfterMs, write }) {
      const result = await runCommand(
        "turbo",
        ["run", "build", "--output-logs=new-only", "--no-color"],
        {
          killAfterMs,
          env: { TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", NEXT_TELEMETRY_DISABLED: "1" },
          onOutput: write,
        },
      );
      if (result.code !== 0) return crashed(result.cpuMs);
      return { passed: 1, failed: 0, skipped: [], unsteady: [], cpuMs: result.cpuMs };
    },
  };
}
