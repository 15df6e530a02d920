import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { vaults } from "../src/scenarios/vaults.ts";

test("changes of vaults become history exactly once under kill -9, freeze and thaw, FLUSHALL and a Postgres restart", async () => {
  expect(missedOf(await runScenario(vaults))).toEqual([]);
});
