import { expect, test } from "vitest";
import { countTests, type VitestReport } from "./vitest-step.ts";

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
