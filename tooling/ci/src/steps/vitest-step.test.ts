import { describe, expect, test } from "vitest";
import { countTests, joinReports, type VitestReport } from "./vitest-step.ts";

type Assertion = VitestReport["testResults"][number]["assertionResults"][number];

function report(status: string, ...assertionResults: Assertion[]): VitestReport {
  return { testResults: [{ name: "a.test.ts", status, assertionResults }] };
}

const passed = { status: "passed", fullName: "one" };

test("passed and failed tests are counted", () => {
  const failed = { status: "failed", fullName: "two" };
  expect(countTests(report("failed", passed, failed), { exitCode: 1, cpuMs: 5 })).toEqual({
    passed: 1,
    failed: 1,
    skipped: [],
    unsteady: [],
    cpuMs: 5,
  });
});

test("a file that does not load counts as one failure", () => {
  expect(countTests(report("failed"), { exitCode: 1, cpuMs: 0 }).failed).toBe(1);
});

test("a run that is red for a reason no test shows counts as one failure", () => {
  expect(countTests(report("passed", passed), { exitCode: 1, cpuMs: 0 }).failed).toBe(1);
});

test("a skip with a reason is listed, one without is a failure", () => {
  const excused = { status: "skipped", fullName: "two", meta: { needs: "nginx" } };
  const silent = { status: "skipped", fullName: "three" };
  const result = countTests(report("passed", passed, excused, silent), { exitCode: 0, cpuMs: 0 });
  expect(result).toMatchObject({ passed: 1, failed: 1, skipped: ["two (needs nginx)"] });
});

describe("a file that is run once more", () => {
  const red = { status: "failed", fullName: "two" };
  const green = { status: "passed", fullName: "two" };
  const first: VitestReport = {
    testResults: [
      { name: "a.test.ts", status: "failed", assertionResults: [passed, red] },
      { name: "b.test.ts", status: "passed", assertionResults: [passed] },
    ],
  };

  test("counts as it ended, and what was red before is listed", () => {
    const joined = joinReports(first, report("passed", passed, green));
    expect(countTests(joined.report, { exitCode: 0, cpuMs: 0 })).toMatchObject({
      passed: 3,
      failed: 0,
    });
    expect(joined.unsteady).toEqual(["two"]);
  });

  test("stays red when it fails again", () => {
    const joined = joinReports(first, report("failed", passed, red));
    expect(countTests(joined.report, { exitCode: 1, cpuMs: 0 })).toMatchObject({
      passed: 2,
      failed: 1,
    });
    expect(joined.unsteady).toEqual([]);
  });

  test("is listed by its name when no test of it had run", () => {
    const unloaded = report("failed");
    expect(joinReports(unloaded, report("passed", passed)).unsteady).toEqual(["a.test.ts"]);
  });
});
