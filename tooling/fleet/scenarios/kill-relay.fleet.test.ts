import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { openFleet } from "../src/fleet.ts";
import { judgeLoad, percentileMs } from "../src/load/findings.ts";
import { openWatchers } from "../src/load/keep-open.ts";
import { openLoad } from "../src/load/open-load.ts";

const perSecond = 60;

/** Kills one relay of three under load, and says what visitors saw. */
async function killOne(plan: { watchers: number; relayEnv?: Record<string, string> }) {
  const { relayEnv = {} } = plan;
  await using fleet = await openFleet({ relay: 3, hosts: 6, relayEnv });
  const { visitor, appHosts: hosts, relays, target } = fleet;
  const [events, echoes] = [plan.watchers, plan.watchers * 2];
  const watchers = openWatchers({ ...visitor, hosts, events, echoes });
  await waitFor(() => watchers.aliveCount() === events + echoes, { deadlineMs: 5_000 });
  const load = openLoad({ ...visitor, perSecond, hosts, effectEvery: 5 });
  await waitFor(() => load.records.length > perSecond, { deadlineMs: 5_000 });

  const [dying] = relays;
  if (!dying) throw new Error("the fleet is empty");
  const atMs = performance.now();
  await dying.kill("SIGKILL");
  await waitFor(() => load.records.some(({ sentAtMs }) => sentAtMs > atMs + 4_000), {
    deadlineMs: 15_000,
  });
  await load.stop();
  const alive = watchers.aliveCount();
  watchers.stop();
  const later = load.records.filter(({ sentAtMs }) => sentAtMs > atMs);
  return {
    findings: judgeLoad(load.records, target.effects, { relayId: dying.relayId, atMs }),
    p99Ms: percentileMs(later, 0.99),
    alive,
    interruptions: watchers.interruptions,
  };
}

test("a killed relay of three costs only what its own visitors had under way", async () => {
  const { findings, p99Ms, alive, interruptions } = await killOne({ watchers: 5 });
  expect(findings).toMatchObject({ lost: [], doubled: [], missing: [] });
  expect(findings.unlucky.length).toBeLessThan(perSecond / 2);
  expect(p99Ms).toBeLessThan(1_000);
  expect(alive).toBe(15);
  expect(interruptions.every(({ backAfterMs }) => (backAfterMs ?? Infinity) < 2_000)).toBe(true);
});

test("control: a fleet whose relays do not reach each other loses requests", async () => {
  const nowhere = { HOMEPORT_RELAY_INTERNAL_URL: "http://127.0.0.1:1" };
  const { findings } = await killOne({ watchers: 0, relayEnv: nowhere });
  expect(findings.lost.length).toBeGreaterThan(0);
});
