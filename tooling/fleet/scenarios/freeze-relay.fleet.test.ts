import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../src/fleet.ts";
import { judgeLoad } from "../src/load/findings.ts";
import { openLoad } from "../src/load/open-load.ts";
import { sendRequest } from "../src/load/send-request.ts";

let fleet: Fleet;

const perSecond = 50;
/** The front asks every half second and waits two for an answer; peers and agents miss three pings. */
const noticedAfterMs = 5_000;

beforeAll(async () => {
  fleet = await openFleet({ relay: 3, hosts: 3 });
});

afterAll(() => fleet?.[Symbol.asyncDispose]());

async function askHost(index: number) {
  const host = fleet.appHosts[index] ?? "";
  return await sendRequest(fleet.visitor, { id: `freeze-${index}`, method: "GET", host });
}

test("a frozen host leaves the directory after its missed pings, and is back when it thaws", async () => {
  const { hosts, seeder, seeded } = fleet;
  hosts.freeze();
  const isGone = async () => {
    const owners = await Promise.all(seeded.map((host) => seeder.owners(host)));
    return owners.flat().length === 0;
  };
  await waitFor(isGone, { deadlineMs: 6_000, everyMs: 100 });
  expect(await askHost(0)).toMatchObject({
    status: 503,
    outcome: expect.stringContaining("HOST_OFFLINE"),
  });
  hosts.thaw();
  await fleet.whole(10_000);
  expect((await askHost(0)).status).toBe(200);
});

test("a frozen relay of three costs nothing that comes after it was noticed, nor when it thaws", async () => {
  const { visitor, appHosts, relays, target } = fleet;
  const [frozen] = relays;
  if (!frozen) throw new Error("the fleet is empty");
  const load = openLoad({ ...visitor, perSecond, hosts: appHosts, effectEvery: 5 });
  await waitFor(() => load.records.length > perSecond, { deadlineMs: 5_000 });
  frozen.freeze();
  const atMs = performance.now();
  const untilMs = atMs + noticedAfterMs;
  const hasSentAfter = (ms: number) => load.records.some(({ sentAtMs }) => sentAtMs > ms);
  await waitFor(() => hasSentAfter(untilMs + 2_000), { deadlineMs: 15_000 });
  frozen.thaw();
  const thawedAtMs = performance.now();
  await waitFor(() => hasSentAfter(thawedAtMs + 3_000), { deadlineMs: 10_000 });
  await load.stop();
  const findings = judgeLoad(load.records, target.effects, {
    relayId: frozen.relayId,
    atMs,
    untilMs,
  });
  expect(findings).toMatchObject({ doubled: [], missing: [] });
  const elsewhere = findings.lost.filter(({ sentAtMs }) => sentAtMs < atMs || sentAtMs > untilMs);
  expect(elsewhere).toEqual([]);
  await fleet.whole();
});

test("a host that was revoked while its relays were frozen is served by them no more", async () => {
  const { relays, seeder, seeded } = fleet;
  const [revoked] = seeded;
  if (!revoked) throw new Error("the fleet is empty");
  expect((await askHost(0)).status).toBe(200);
  for (const relay of relays) relay.freeze();
  await seeder.revokeHost(revoked);
  for (const relay of relays) relay.thaw();
  await waitFor(async () => (await askHost(0)).status === 503, { deadlineMs: 2_000 });
  expect((await askHost(1)).status).toBe(200);
  expect(await seeder.owners(revoked)).toEqual([]);
});
