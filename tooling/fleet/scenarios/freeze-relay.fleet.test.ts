import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { freezeRelay } from "../src/scenarios/freeze-relay.ts";

test("a frozen relay of three costs nothing that comes after it was noticed, nor when it thaws", async () => {
  expect(missedOf(await runScenario(freezeRelay))).toEqual([]);
});

test("control: peers that wait half a minute for a silent relay cost requests", async () => {
  const missed = missedOf(await runScenario(freezeRelay, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("nothing is lost"));
});
