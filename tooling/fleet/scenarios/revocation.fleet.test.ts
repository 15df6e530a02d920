import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { revocation } from "../src/scenarios/revocation.ts";

test("what is revoked is refused by every relay within a second, one that is an hour ahead among them, with Redis, emptied, frozen and gone, and by one that slept; open streams end", async () => {
  expect(missedOf(await runScenario(revocation))).toEqual([]);
});

test("control: a change of which no row tells, and nobody else, lets people in for on", async () => {
  const missed = missedOf(await runScenario(revocation, { hasFault: true, change: { rounds: 1 } }));
  expect(missed).toContainEqual(expect.stringContaining("refused everywhere"));
  expect(missed).toContainEqual(expect.stringContaining("open streams are cut"));
  expect(missed).toContainEqual(expect.stringContaining("slept through their end"));
});
