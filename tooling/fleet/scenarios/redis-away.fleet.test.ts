import { expect, test } from "vitest";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { redisAway } from "../src/scenarios/redis-away.ts";

test("without Redis nothing fails that was known, agents register, and the directory is whole at its return", async () => {
  expect(missedOf(await runScenario(redisAway))).toEqual([]);
});

test("control: relays that never asked before have nothing to go by", async () => {
  const missed = missedOf(await runScenario(redisAway, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("nothing is lost"));
});
