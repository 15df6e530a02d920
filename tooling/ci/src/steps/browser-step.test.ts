import { expect, test } from "vitest";
import { type BrowserReport, countSpecs } from "./browser-step.ts";

type Test = BrowserReport["suites"][number]["specs"][number]["tests"][number];

function report(status: Test["status"], annotations: Test["annotations"] = []): BrowserReport {
  const spec = { title: "opens", tests: [{ status, annotations }] };
  return { suites: [{ specs: [], suites: [{ specs: [spec] }] }], errors: [] };
}

const run = { exitCode: 0, cpuMs: 7 };

test("tests of nested suites are counted", () => {
  const counted = { passed: 1, failed: 0, skipped: [], unsteady: [], cpuMs: 7 };
  expect(countSpecs(report("expected"), run)).toEqual(counted);
  expect(countSpecs(report("unexpected"), { ...run, exitCode: 1 })).toMatchObject({ failed: 1 });
});

test("a test that passes at its second run is counted, and listed as unsteady", () => {
  const listed = { passed: 1, failed: 0, unsteady: ["opens"] };
  expect(countSpecs(report("flaky"), run)).toMatchObject(listed);
});

test("a skip with a reason is listed, one without is a failure", () => {
  const reason = [{ type: "skip", description: "needs a camera" }];
  expect(countSpecs(report("skipped", reason), run)).toMatchObject({
    failed: 0,
    skipped: ["opens (needs a camera)"],
  });
  expect(countSpecs(report("skipped"), run)).toMatchObject({ failed: 1, skipped: [] });
});

test("an error outside every test, and a red run without one, count as failures", () => {
  expect(countSpecs({ suites: [], errors: ["no browser"] }, run)).toMatchObject({ failed: 1 });
  expect(countSpecs(report("expected"), { ...run, exitCode: 1 })).toMatchObject({ failed: 1 });
});
