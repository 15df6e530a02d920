import { createServer } from "node:http";
import { createMetrics, createVirtualClock, silentLog } from "@homeport/platform";
import { expect, test } from "vitest";
import { createRelayEvents } from "../events.ts";
import type { Visit } from "../listen/visit.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import { createTunnelRegistry } from "../tunnels/registry.ts";
import { createRelayDrain } from "./drain.ts";

const never = new AbortController().signal;

/** A drain over as many tunnels and visits as asked for; what happens is told with its time. */
function drainOf(counts: { tunnels: number; visits: number }, drainDeadlineMs = 20_000) {
  const clock = createVirtualClock();
  const told: { what: string; atMs: number }[] = [];
  const tell = (what: string) => void told.push({ what, atMs: clock.monotonicMs() });
  const registry = createTunnelRegistry();
  for (let at = 0; at < counts.tunnels; at += 1) {
    const mux = {
      goAway: () => tell("goaway"),
      close: () => tell("close"),
      destroy: () => registry.remove(tunnel),
    };
    const place = { hostId: `host-${at}`, state: "live" };
    const tunnel = { ...place, mux } as unknown as LiveTunnel;
    registry.add(tunnel);
  }
  const visits = new Set<Visit>();
  for (let at = 0; at < counts.visits; at += 1) {
    const visit = {
      cut() {
        tell("cut");
        visits.delete(visit);
      },
    } as unknown as Visit;
    visits.add(visit);
  }
  const drain = createRelayDrain({
    ...{ clock, registry, visits, server: createServer(), carried: new Set() },
    events: createRelayEvents(
      { log: silentLog, metrics: createMetrics({ app: "test", version: "0" }) },
      { accessLog: "off", relayId: "r" },
    ),
    connections: { closeIdle: () => {}, destroyAll: () => tell("destroyed") } as never,
    peerDoor: { goAway: () => tell("peers") },
    connectDoor: { muxes: new Set() },
    announce: async () => tell("announced"),
    settle: () => new Promise(() => undefined),
    drainDelayMs: 5_000,
    drainDeadlineMs,
  });
  const timesOf = (what: string) => told.filter((one) => one.what === what).map((one) => one.atMs);
  return { clock, drain, registry, timesOf };
}

test("agents are told to go in batches of 200, a tenth of a second apart, and then the directory", async () => {
  const { clock, drain, timesOf } = drainOf({ tunnels: 450, visits: 0 });
  const told = drain.sayGoodbye(never);
  await clock.advance(1_000);
  await told;
  const at = timesOf("goaway");
  expect([at.length, at[199], at[200], at[399], at[400], at[449]]).toEqual([
    ...[450, 0, 100, 100, 200, 200],
  ]);
  expect([timesOf("peers"), timesOf("announced")]).toEqual([[0], [200]]);
});

test.each([20_000, 4_000])(
  "of a deadline of %i ms the last quarter is for ends that are spread, and a store that hangs costs a second",
  async (deadlineMs) => {
    const { clock, drain, registry, timesOf } = drainOf({ tunnels: 2, visits: 20 }, deadlineMs);
    let finished = false;
    void drain.finish(never).then(() => {
      finished = true;
    });
    await clock.advance(0.75 * deadlineMs - 100);
    expect(timesOf("cut")).toEqual([]);
    await clock.advance(0.15 * deadlineMs + 100);
    const cuts = timesOf("cut");
    expect(cuts.length).toBe(20);
    const gaps = cuts.slice(1).map((atMs, at) => atMs - (cuts[at] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    expect(timesOf("close").length).toBe(2);
    await clock.advance(0.05 * deadlineMs + 1_000);
    expect([finished, registry.size]).toEqual([true, 0]);
  },
);
