import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { rollingRestart } from "../src/scenarios/rolling-restart.ts";

test("a restart of all relays under load fails no request, changes no byte of an upload, and shows no host offline", async () => {
  expect(missedOf(await runScenario(rollingRestart))).toEqual([]);
});

test("control: relays that are killed in place of drained break uploads", async () => {
  const missed = missedOf(await runScenario(rollingRestart, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("every upload arrives"));
});
