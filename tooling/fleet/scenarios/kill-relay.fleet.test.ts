import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { killRelay } from "../src/scenarios/kill-relay.ts";

test("a killed relay of three costs only what its own visitors had under way", async () => {
  expect(missedOf(await runScenario(killRelay))).toEqual([]);
});

test("control: a fleet whose relays do not reach each other loses requests", async () => {
  const missed = missedOf(await runScenario(killRelay, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("nothing is lost"));
});
