import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { firstStart } from "../src/scenarios/first-start.ts";

/** `FULL=1` starts all of them twenty times, which takes some minutes. */
const isFull = process.env["FULL"] === "1";
const timeout = isFull ? 900_000 : 120_000;

test("six processes on an empty database: one migrates, all become ready", {
  timeout,
}, async () => {
  const report = await runScenario(firstStart, { size: isFull ? "full" : "small" });
  expect(missedOf(report)).toEqual([]);
});

test("control: where each is told that it has the lock, they migrate against each other and end", {
  timeout,
}, async () => {
  const missed = missedOf(await runScenario(firstStart, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("every process becomes ready"));
});
