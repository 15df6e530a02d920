import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { openFleet } from "../src/fleet.ts";
import { sendRequest } from "../src/load/send-request.ts";
import { missedOf } from "../src/report/report.ts";
import { runScenario } from "../src/scenario/run-scenario.ts";
import { freezeRelay } from "../src/scenarios/freeze-relay.ts";

test("a frozen relay of three costs nothing that comes after it was noticed, nor when it thaws", async () => {
  expect(missedOf(await runScenario(freezeRelay))).toEqual([]);
});

test("control: peers that wait half a minute for a silent relay let visitors wait", async () => {
  const change = { seconds: 5 };
  const missed = missedOf(await runScenario(freezeRelay, { hasFault: true, change }));
  expect(missed).toContainEqual(expect.stringContaining("p99 once it is noticed"));
});

test("a host that was revoked while its relays were frozen is served by them no more", async () => {
  await using fleet = await openFleet({ relay: 2, hosts: 2 });
  const { visitor, appHosts, relays, seeder, seeded } = fleet;
  const ask = async (index: number) =>
    (await sendRequest(visitor, { id: `${index}`, method: "GET", host: appHosts[index] ?? "" }))
      .status;
  const [revoked] = seeded;
  if (!revoked) throw new Error("the fleet is empty");
  expect(await ask(0)).toBe(200);
  for (const relay of relays) relay.freeze();
  await seeder.revokeHost(revoked);
  for (const relay of relays) relay.thaw();
  await waitFor(async () => (await ask(0)) === 503, { deadlineMs: 2_000 });
  expect(await ask(1)).toBe(200);
  expect(await seeder.owners(revoked)).toEqual([]);
});
