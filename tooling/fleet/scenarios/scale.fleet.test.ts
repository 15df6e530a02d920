import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { scale } from "../src/scenarios/scale.ts";

test("relays that join and leave under load cost no request", async () => {
  expect(missedOf(await runScenario(scale))).toEqual([]);
});

test("control: relays that join and reach no other cost requests", async () => {
  // For longer than a request is held for a host that may be on its way.
  const change = { seconds: 5 };
  const missed = missedOf(await runScenario(scale, { hasFault: true, change }));
  expect(missed).toContainEqual(expect.stringContaining("nothing is lost"));
});
