import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { vaults } from "../src/scenarios/vaults.ts";

test("changes of vaults become history exactly once under kill -9, freeze and thaw, FLUSHALL and a Postgres restart", async () => {
  expect(missedOf(await runScenario(vaults))).toEqual([]);
});

test("control: a look at the lease and the state before the write makes history of a change twice", async () => {
  const change = { workers: 2, pieces: 12, leaseMs: 1_500 };
  const missed = missedOf(await runScenario(vaults, { hasFault: true, change }));
  expect(missed).toContainEqual(expect.stringContaining("none became history twice"));
});
