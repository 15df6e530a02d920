import { expect, test } from "vitest";
import { exitCodeOf, runSteps } from "./run-steps.ts";
import type { Step, StepResult } from "./step.ts";

function step(name: string, result: Partial<StepResult> | Error, needs: string[] = []): Step {
  return {
    name,
    budgetMs: 1_000,
    needs,
    async run() {
      if (result instanceof Error) throw result;
      return { passed: 0, failed: 0, skipped: [], unsteady: [], cpuMs: 0, ...result };
    },
  };
}

async function run(steps: Step[]) {
  const written: string[] = [];
  const totals = await runSteps(steps, {
    write: (text) => void written.push(text),
    nowMs: () => 0,
  });
  return { totals, text: written.join("") };
}

test("every step runs, also after one failed, and the last line is the count", async () => {
  const { totals, text } = await run([
    step("static", { passed: 3, failed: 1 }),
    step("unit", { passed: 40 }),
  ]);
  expect(totals).toEqual({ passed: 43, failed: 1 });
  expect(text.trimEnd().split("\n").at(-1)).toBe("43 passed, 1 failed");
});

test("a step that crashes counts as one failure", async () => {
  const { totals, text } = await run([step("unit", new Error("no runner")), step("e2e", {})]);
  expect(totals).toEqual({ passed: 0, failed: 1 });
  expect(text).toContain("no runner");
});

test("a step whose need failed counts as failed without being run", async () => {
  const { totals, text } = await run([
    step("build", { failed: 1 }),
    step("e2e", { passed: 9 }, ["build"]),
  ]);
  expect(totals).toEqual({ passed: 0, failed: 2 });
  expect(text).toContain("not run: build failed");
});

test("a skip is listed with its reason and not counted", async () => {
  const { totals, text } = await run([step("unit", { passed: 1, skipped: ["x (needs nginx)"] })]);
  expect(totals).toEqual({ passed: 1, failed: 0 });
  expect(text).toContain("Skipped:\n  x (needs nginx)\n");
});

test("the exit code is 0 only when something passed and nothing failed", () => {
  expect(exitCodeOf({ passed: 3, failed: 0 })).toBe(0);
  expect(exitCodeOf({ passed: 3, failed: 1 })).toBe(1);
  expect(exitCodeOf({ passed: 0, failed: 0 })).toBe(1);
});
