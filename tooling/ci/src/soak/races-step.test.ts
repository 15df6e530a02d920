import { expect, test } from "vitest";
import type { Ran } from "../steps/vitest-step.ts";
import { racesStep } from "./races-step.ts";

function ranWith(status: "passed" | "failed"): Ran {
  const why = { failureMessages: ["expected 1 to be 2\n  at …"] };
  const assertionResults = [{ status, fullName: "one wins", ...(status === "failed" && why) }];
  const file = { name: "lease.race.test.ts", status, assertionResults };
  return { report: { testResults: [file] }, exitCode: status === "passed" ? 0 : 1, cpuMs: 5 };
}

async function run(rounds: readonly Ran[]) {
  const written: string[] = [];
  const left = [...rounds];
  const step = racesStep(rounds.length, 1_000, async () => {
    const next = left.shift();
    if (next === undefined) throw new Error("There are no more rounds");
    return next;
  });
  const write = (text: string) => void written.push(text);
  const result = await step.run({ killAfterMs: 1_000, write });
  return { result, text: written.join("") };
}

test("every round is counted", async () => {
  const { result } = await run([ranWith("passed"), ranWith("passed"), ranWith("passed")]);
  expect(result).toMatchObject({ passed: 3, failed: 0, cpuMs: 15 });
});

test("a race that is lost once stays lost, is named with its round, and the other rounds run", async () => {
  const { result, text } = await run([ranWith("passed"), ranWith("failed"), ranWith("passed")]);
  expect(result).toMatchObject({ passed: 2, failed: 1, unsteady: [] });
  expect(text).toContain("round 2: lease.race.test.ts: one wins: expected 1 to be 2\n");
});

test("a round without a report counts as one failure", async () => {
  const { result, text } = await run([{ report: null, exitCode: 1, cpuMs: 0 }]);
  expect(result).toMatchObject({ passed: 0, failed: 1 });
  expect(text).toContain("vitest wrote no report");
});
