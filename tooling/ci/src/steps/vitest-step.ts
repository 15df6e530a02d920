import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { checkoutFolder } from "../checkout.ts";
import { runCommand } from "../run-command.ts";
import { crashed, type Step, type StepResult } from "./step.ts";

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          meta: z.object({ needs: z.string().optional() }).optional(),
        }),
      ),
    }),
  ),
});

export type VitestReport = z.infer<typeof reportSchema>;

/** Runs one vitest project and counts its tests from the report that it writes. */
export function vitestStep(
  project: "unit" | "integration" | "fleet",
  budgetMs: number,
  needs: string[] = [],
): Step {
  return {
    name: project,
    budgetMs,
    needs,
    async run({ killAfterMs, write }) {
      const file = join(checkoutFolder, "reports", `${project}.json`);
      rmSync(file, { force: true });
      mkdirSync(dirname(file), { recursive: true });
      const args = ["run", "--project", project, "--reporter=dot", "--reporter=json"];
      const result = await runCommand("vitest", [...args, `--outputFile.json=${file}`], {
        killAfterMs,
        env: { NO_COLOR: "1" },
        onOutput: write,
      });
      const report = readReport(file);
      if (!report) return crashed(result.cpuMs);
      return countTests(report, { exitCode: result.code, cpuMs: result.cpuMs });
    },
  };
}

function readReport(file: string): VitestReport | null {
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/**
 * Counts tests. A file that failed without a failed test (it did not load, or a hook threw) counts as
 * one failure, and so does a run that is red for a reason no test shows. A skip without a reason is a
 * failure: only `needs(tool)` gives one.
 */
export function countTests(
  report: VitestReport,
  run: { exitCode: number; cpuMs: number },
): StepResult {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === "passed").length;
  const broken = tests.filter(({ status }) => status === "failed").length;
  const notRun = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  const excused = notRun.filter(({ meta }) => meta?.needs);
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  ).length;
  const failed = broken + brokenFiles + (notRun.length - excused.length);
  return {
    passed,
    failed: failed === 0 && run.exitCode !== 0 ? 1 : failed,
    skipped: excused.map(({ fullName, meta }) => `${fullName} (needs ${meta?.needs})`),
    cpuMs: run.cpuMs,
  };
}
