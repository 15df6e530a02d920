import { createServer } from "node:http";
import { createMetrics, createVirtualClock, silentLog } from "@homeport/platform";
import { expect, test } from "vitest";
import { createRelayEvents } from "../events.ts";
import type { CarriedForPeer } from "../link/serve-streams.ts";
import type { Visit } from "../listen/visit.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import { createTunnelRegistry } from "../tunnels/registry.ts";
import { createRelayDrain } from "./drain.ts";

const never = new AbortController().signal;

interface DrainChanges {
  readonly drainDeadlineMs?: number;
  /** What the directory does with the lease. */
  readonly announce?: () => Promise<void>;
  /** Streams that peers opened for their visitors: upgrades, and what may be anything. */
  readonly ofPeers?: { readonly upgrades: number; readonly requests: number };
}

interface Counts {
  readonly tunnels: number;
  /** Upgrades and answers without an end of their own. */
  readonly endless: number;
  /** Those that end by themselves, if they are let. */
  readonly ordinary?: number;
}

/** A drain over as many tunnels and visits as asked for; what happens is told with its time. */
function drainOf(
  counts: Counts,
  { drainDeadlineMs = 20_000, announce = async () => {}, ofPeers }: DrainChanges = {},
) {
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
  const addVisit = (endless: boolean) => {
    const visit = {
      endless,
      cut() {
        tell(endless ? "cut endless" : "cut ordinary");
        visits.delete(visit);
      },
    } as unknown as Visit;
    visits.add(visit);
    return visit;
  };
  for (let at = 0; at < (counts.ordinary ?? 0); at += 1) addVisit(false);
  for (let at = 0; at < counts.endless; at += 1) addVisit(true);
  const carried = new Set<CarriedForPeer>();
  const carry = (count: number, endless: boolean) => {
    for (let at = 0; at < count; at += 1) {
      const one: CarriedForPeer = {
        endless,
        cut() {
          tell(endless ? "cut upgrade of peer" : "cut request of peer");
          carried.delete(one);
        },
      };
      carried.add(one);
    }
  };
  carry(ofPeers?.upgrades ?? 0, true);
  carry(ofPeers?.requests ?? 0, false);
  const graces: number[] = [];
  const drain = createRelayDrain({
    ...{ clock, registry, visits, server: createServer(), carried },
    events: createRelayEvents(
      { log: silentLog, metrics: createMetrics({ app: "test", version: "0" }) },
      { accessLog: "off", relayId: "r" },
    ),
    connections: { closeIdle: () => {}, destroyAll: () => tell("destroyed") } as never,
    peerDoor: {
      goAway(graceMs) {
        graces.push(graceMs);
        tell("peers");
      },
    },
    connectDoor: { muxes: new Set() },
    announce: async () => {
      await announce();
      tell("lease");
    },
    announceTunnels: async () => tell("tunnels"),
    settle: () => new Promise(() => undefined),
    drainDelayMs: 5_000,
    drainDeadlineMs,
  });
  const timesOf = (what: string) => told.filter((one) => one.what === what).map((one) => one.atMs);
  return { clock, drain, registry, timesOf, addVisit, visits, graces };
}

test("agents are told to go in batches of 200, a tenth of a second apart, and then each tunnel is marked", async () => {
  const { clock, drain, timesOf } = drainOf({ tunnels: 450, endless: 0 });
  const told = drain.sayGoodbye(never);
  await clock.advance(1_000);
  await told;
  const at = timesOf("goaway");
  expect([at.length, at[199], at[200], at[399], at[400], at[449]]).toEqual([
    ...[450, 0, 100, 100, 200, 200],
  ]);
  expect([timesOf("peers"), timesOf("tunnels")]).toEqual([[0], [200]]);
});

test("agents and peers are told to go once the lease says that this relay drains, so nobody is sent back here", async () => {
  const written = Promise.withResolvers<void>();
  const { clock, drain, timesOf } = drainOf(
    { tunnels: 1, endless: 0 },
    { announce: () => written.promise },
  );
  void drain.sayGoodbye(never);
  await clock.advance(300);
  expect([timesOf("goaway"), timesOf("peers")]).toEqual([[], []]);
  written.resolve();
  await clock.advance(1);
  expect([timesOf("lease"), timesOf("goaway"), timesOf("peers")]).toEqual([[300], [300], [300]]);
});

test("a directory that hangs holds the goodbye up for half a second, which is part of the time that peers are given", async () => {
  const { clock, drain, timesOf, graces } = drainOf(
    { tunnels: 1, endless: 0 },
    { announce: () => new Promise(() => undefined) },
  );
  void drain.sayGoodbye(never);
  await clock.advance(1_000);
  expect([timesOf("goaway"), timesOf("peers"), graces]).toEqual([[500], [500], [24_500]]);
});

test.each([20_000, 4_000])(
  "of a deadline of %i ms the last quarter is for ends that are spread, and a store that hangs costs a second",
  async (drainDeadlineMs) => {
    const { clock, drain, registry, timesOf } = drainOf(
      { tunnels: 2, endless: 20 },
      { drainDeadlineMs },
    );
    let finished = false;
    void drain.finish(never).then(() => {
      finished = true;
    });
    await clock.advance(0.75 * drainDeadlineMs - 100);
    expect(timesOf("cut endless")).toEqual([]);
    await clock.advance(0.15 * drainDeadlineMs + 200);
    const cuts = timesOf("cut endless");
    expect(cuts.length).toBe(20);
    const gaps = cuts.slice(1).map((atMs, at) => atMs - (cuts[at] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    expect(timesOf("close").length).toBe(2);
    await clock.advance(0.05 * drainDeadlineMs + 1_000);
    expect([finished, registry.size]).toEqual([true, 0]);
  },
);

test("requests, downloads and uploads go on until shortly before the deadline, whatever is cut beside them", async () => {
  const { clock, drain, timesOf } = drainOf({ tunnels: 1, endless: 5, ordinary: 3 });
  void drain.finish(never);
  await clock.advance(18_900);
  expect([timesOf("cut endless").length, timesOf("cut ordinary"), timesOf("close")]).toEqual([
    ...[5, [], []],
  ]);
  await clock.advance(200);
  expect(timesOf("cut ordinary").length).toBe(3);
  expect(timesOf("close").length).toBe(1);
});

test("an answer that turns out to be endless while others are cut is cut as well, and nothing more is waited for", async () => {
  const { clock, drain, timesOf, addVisit, visits } = drainOf({
    tunnels: 1,
    endless: 0,
    ordinary: 1,
  });
  void drain.finish(never);
  await clock.advance(16_000);
  addVisit(true);
  await clock.advance(100);
  expect(timesOf("cut endless").length).toBe(1);
  visits.clear();
  await clock.advance(100);
  expect(timesOf("close").length).toBe(1);
});

test("peers have the time until nine tenths to end their visitors' upgrades, and what they leave is spread over a twentieth", async () => {
  const ofPeers = { upgrades: 20, requests: 3 };
  const { clock, drain, timesOf } = drainOf({ tunnels: 1, endless: 1 }, { ofPeers });
  void drain.finish(never);
  await clock.advance(17_900);
  expect([timesOf("cut endless").length, timesOf("cut upgrade of peer")]).toEqual([1, []]);
  await clock.advance(1_090);
  const cuts = timesOf("cut upgrade of peer");
  const gaps = cuts.slice(1).map((atMs, at) => atMs - (cuts[at] ?? 0));
  expect([cuts.length, Math.min(...gaps) >= 40]).toEqual([20, true]);
  expect(timesOf("cut request of peer")).toEqual([]);
  await clock.advance(100);
  expect(timesOf("cut request of peer").length).toBe(3);
});
