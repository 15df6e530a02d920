import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { openFleet } from "../src/fleet.ts";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { startLoad } from "../src/scenario/start-load.ts";
import { redisAway } from "../src/scenarios/redis-away.ts";

test("without Redis nothing fails that was known, agents register, and the directory is whole at its return", async () => {
  expect(missedOf(await runScenario(redisAway))).toEqual([]);
});

test("control: relays that never asked before have nothing to go by", async () => {
  const missed = missedOf(await runScenario(redisAway, { hasFault: true }));
  expect(missed).toContainEqual(expect.stringContaining("nothing is lost"));
});

test("a relay that alone hears nothing from Redis serves agents that come, and tells of them afterwards", async () => {
  await using fleet = await openFleet({ relay: 1, hosts: 3 });
  const { relays, hosts, seeded, seeder } = fleet;
  const epochs = async () =>
    [...(await seeder.ownersOf(seeded)).values()].flat().map(({ epoch }) => epoch);
  const before = await epochs();
  relays[0]?.network.redis.blackhole();
  await hosts.restart();
  const load = await startLoad(fleet, { perSecond: 50 });
  await waitFor(() => load.records.filter(({ status }) => status === 200).length > 50, {
    deadlineMs: 5_000,
  });
  await load.stop();
  expect(await epochs()).toEqual(before);
  relays[0]?.network.redis.heal();
  // What is gone lapses by itself; what is new has to be told.
  const isTold = async () => {
    const after = await epochs();
    return after.filter((epoch) => !before.includes(epoch)).length === before.length;
  };
  await waitFor(isTold, { deadlineMs: 5_000, everyMs: 50 });
});
