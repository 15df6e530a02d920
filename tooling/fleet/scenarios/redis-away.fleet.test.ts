import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../src/fleet.ts";
import { judgeLoad } from "../src/load/findings.ts";
import { openLoad } from "../src/load/open-load.ts";

let fleet: Fleet;

beforeAll(async () => {
  fleet = await openFleet({ relay: 1, hosts: 4 });
});

afterAll(() => fleet?.[Symbol.asyncDispose]());

test("without Redis no request of a tunnel held here fails, and an agent that comes is served", async () => {
  const { visitor, appHosts, redis, hosts, target } = fleet;
  const load = openLoad({ ...visitor, perSecond: 50, hosts: appHosts, effectEvery: 5 });
  await waitFor(() => load.records.length > 50, { deadlineMs: 5_000 });
  await redis.stop("kill");
  const before = load.records.length;
  await waitFor(() => load.records.length > before + 150, { deadlineMs: 10_000 });
  await load.stop();
  expect(judgeLoad(load.records, target.effects)).toMatchObject({
    ...{ lost: [], doubled: [], missing: [] },
  });

  await hosts.restart();
  const after = openLoad({ ...visitor, perSecond: 50, hosts: appHosts, effectEvery: 5 });
  await waitFor(() => after.records.some(({ status }) => status === 200), { deadlineMs: 5_000 });
  await after.stop();
});

test("the directory is whole within 2 s of the return of Redis", async () => {
  await fleet.redis.start();
  await fleet.whole(2_000);
});

test("a relay that alone hears nothing from Redis serves agents that come, and tells of them afterwards", async () => {
  const { visitor, appHosts, relays, hosts } = fleet;
  const [relay] = relays;
  if (!relay) throw new Error("the fleet is empty");
  const before = await epochs();
  relay.network.redis.blackhole();
  await hosts.restart();
  const load = openLoad({ ...visitor, perSecond: 50, hosts: appHosts, effectEvery: 5 });
  await waitFor(() => load.records.filter(({ status }) => status === 200).length > 50, {
    deadlineMs: 5_000,
  });
  await load.stop();
  expect(await epochs()).toEqual(before);
  relay.network.redis.heal();
  // What is gone lapses by itself; what is new has to be told.
  const isTold = async () => {
    const after = await epochs();
    return after.filter((epoch) => !before.includes(epoch)).length === before.length;
  };
  await waitFor(isTold, { deadlineMs: 5_000, everyMs: 50 });
});

/** Those of the tunnels that the directory names. */
async function epochs(): Promise<number[]> {
  const owners = await Promise.all(fleet.seeded.map((host) => fleet.seeder.owners(host)));
  return owners.flat().map(({ epoch }) => epoch);
}
