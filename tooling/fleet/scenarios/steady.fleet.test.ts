import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { steady } from "../src/scenarios/steady.ts";

test("a steady fleet loses nothing, and asks the directory in next to no request", async () => {
  expect(missedOf(await runScenario(steady))).toEqual([]);
});

test("control: a fleet whose relays do not reach each other loses requests", async () => {
  const missed = missedOf(await runScenario(steady, { hasFault: true, change: { seconds: 1 } }));
  expect(missed).toContainEqual(expect.stringContaining("nothing is lost"));
});
