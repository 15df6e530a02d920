import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { scale } from "../src/scenarios/scale.ts";

test("relays that join and leave under load cost no request", async () => {
  expect(missedOf(await runScenario(scale))).toEqual([]);
});

test("control: relays that join and reach no other cost requests", async () => {
  const missed = missedOf(await runScenario(scale, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("nothing is lost"));
});
