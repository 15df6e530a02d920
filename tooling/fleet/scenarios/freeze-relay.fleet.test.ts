import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fleet, openFleet } from "../src/fleet.ts";
import { sendRequest } from "../src/load/send-request.ts";

let fleet: Fleet;

beforeAll(async () => {
  fleet = await openFleet({ relay: 1, hosts: 2 });
});

afterAll(() => fleet?.[Symbol.asyncDispose]());

async function askHost(index: number) {
  const host = fleet.appHosts[index] ?? "";
  return await sendRequest(fleet.visitor, { id: `freeze-${index}`, method: "GET", host });
}

test("a host that was revoked while its relay was frozen is served by it no more", async () => {
  const { relays, seeder, seeded } = fleet;
  const [relay] = relays;
  const [revoked] = seeded;
  if (!relay || !revoked) throw new Error("the fleet is too small");
  expect((await askHost(0)).status).toBe(200);
  relay.freeze();
  await seeder.revokeHost(revoked);
  relay.thaw();
  await waitFor(async () => (await askHost(0)).status === 503, { deadlineMs: 2_000 });
  expect((await askHost(1)).status).toBe(200);
  expect(await seeder.owners(revoked)).toEqual([]);
});
