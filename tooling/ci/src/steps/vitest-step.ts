import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { checkoutFolder } from "../checkout.ts";
import { runCommand } from "../run-command.ts";
import { crashed, type Step, type StepContext, type StepResult } from "./step.ts";

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).optional(),
          meta: z.object({ needs: z.string().optional() }).optional(),
        }),
      ),
    }),
  ),
});

export type VitestReport = z.infer<typeof reportSchema>;

/** So many files at most get a second run: where more fail, it is not the machine that was busy. */
const mostRunAgain = 3;

/**
 * Runs one vitest project and counts its tests from the report that it writes. A few files that failed
 * among all the others are run once more, on their own; what passes then is listed as unsteady.
 */
export function vitestStep(
  project: "unit" | "integration" | "fleet",
  budgetMs: number,
  needs: string[] = [],
): Step {
  return {
    name: project,
    budgetMs,
    needs,
    async run(context) {
      const first = await runVitest(project, [], context);
      if (!first.report) return crashed(first.cpuMs);
      const again = brokenFiles(first.report);
      if (again.length === 0 || again.length > mostRunAgain) {
        return countTests(first.report, first);
      }
      context.write(`\nOnce more, on their own: ${again.join(" ")}\n`);
      const second = await runVitest(project, again, context);
      if (!second.report) return countTests(first.report, first);
      const cpuMs = first.cpuMs + second.cpuMs;
      const joined = joinReports(first.report, second.report);
      return { ...countTests(joined.report, { ...second, cpuMs }), unsteady: joined.unsteady };
    },
  };
}

export type Ran = { report: VitestReport | null; exitCode: number; cpuMs: number };

/**
 * Runs a project, or some files of it, once; `env` is what its tests are told beside. The report is null when vitest wrote
 * none that can be read.
 */
export async function runVitest(
  project: string,
  files: readonly string[],
  { killAfterMs, write }: StepContext,
  env: Record<string, string> = {},
): Promise<Ran> {
  const file = join(checkoutFolder, "reports", `${project}.json`);
  rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  // A project may stand in parts: `integration` and `integration-alone`.
  const args = ["run", "--project", `${project}*`, "--reporter=dot", "--reporter=json", ...files];
  const result = await runCommand("vitest", [...args, `--outputFile.json=${file}`], {
    killAfterMs,
    env: { NO_COLOR: "1", ...env },
    onOutput: write,
  });
  return { report: readReport(file), exitCode: result.code, cpuMs: result.cpuMs };
}

function readReport(file: string): VitestReport | null {
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

function brokenFiles(report: VitestReport): string[] {
  return report.testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
}

/** The second report in place of the first, file by file, and the tests that were red in the first alone. */
export function joinReports(
  first: VitestReport,
  second: VitestReport,
): { report: VitestReport; unsteady: string[] } {
  const later = new Map(second.testResults.map((file) => [file.name, file]));
  const testResults = first.testResults.map((file) => later.get(file.name) ?? file);
  const unsteady = first.testResults
    .filter(({ name, status }) => status === "failed" && later.get(name)?.status === "passed")
    .flatMap(({ name, assertionResults }) => {
      const red = assertionResults.filter(({ status }) => status === "failed");
      return red.length > 0 ? red.map(({ fullName }) => fullName) : [name];
    });
  return { report: { testResults }, unsteady };
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
    unsteady: [],
    cpuMs: run.cpuMs,
  };
}
