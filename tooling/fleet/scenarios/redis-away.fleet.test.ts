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
