import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { checkoutFolder } from "../checkout.ts";
import { runCommand } from "../run-command.ts";
import { crashed, type Step, type StepResult } from "./step.ts";

const testSchema = z.object({
  status: z.enum(["expected", "unexpected", "flaky", "skipped"]),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
});
const specSchema = z.object({ title: z.string(), tests: z.array(testSchema) });
type Suite = { specs: z.infer<typeof specSchema>[]; suites?: Suite[] | undefined };
const suiteSchema: z.ZodType<Suite> = z.object({
  specs: z.array(specSchema),
  get suites() {
    return z.array(suiteSchema).optional();
  },
});
const reportSchema = z.object({ suites: z.array(suiteSchema), errors: z.array(z.unknown()) });

export type BrowserReport = z.infer<typeof reportSchema>;

/** Runs the browser tests against a run of the built product, and counts them from Playwright's report. */
export function browserStep(budgetMs: number): Step {
  return {
    name: "e2e",
    budgetMs,
    needs: ["build"],
    async run({ killAfterMs, write }) {
      const file = join(checkoutFolder, "reports", "e2e.json");
      rmSync(file, { force: true });
      mkdirSync(dirname(file), { recursive: true });
      const result = await runCommand(process.execPath, ["tooling/e2e/src/main.ts"], {
        killAfterMs,
        env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
        onOutput: write,
      });
      const report = readReport(file);
      if (!report) return crashed(result.cpuMs);
      return countSpecs(report, { exitCode: result.code, cpuMs: result.cpuMs });
    },
  };
}

function readReport(file: string): BrowserReport | null {
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Counts browser tests. One that passes at its second run is listed as unsteady; an unexplained skip has failed. */
export function countSpecs(
  report: BrowserReport,
  run: { exitCode: number; cpuMs: number },
): StepResult {
  const tests = report.suites.flatMap(specsOf).flatMap(({ title, tests: all }) =>
    all.map((test) => ({
      title,
      status: test.status,
      reason: test.annotations.find(({ type }) => type === "skip")?.description,
    })),
  );
  const unsteady = tests.filter(({ status }) => status === "flaky");
  const passed = tests.filter(({ status }) => status === "expected").length + unsteady.length;
  const skipped = tests.filter(({ status, reason }) => status === "skipped" && reason);
  const failed = tests.length - passed - skipped.length + report.errors.length;
  return {
    passed,
    failed: failed === 0 && run.exitCode !== 0 ? 1 : failed,
    skipped: skipped.map(({ title, reason }) => `${title} (${reason})`),
    unsteady: unsteady.map(({ title }) => title),
    cpuMs: run.cpuMs,
  };
}

function specsOf(suite: Suite): Suite["specs"] {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}
