import { createMetrics, createVirtualClock, silentLog } from "@homeport/platform";
import { expect, test } from "vitest";
import { createRelayEvents } from "../events.ts";
import type { Visit } from "../listen/visit.ts";
import { createLeavingPeers } from "./leaving-peers.ts";

type Followed = Pick<Visit, "link" | "gone" | "endless" | "cut">;

/** A peer that stops within 10 s, and visits over the link to it and elsewhere. */
function leaving(graceMs = 10_000) {
  const clock = createVirtualClock();
  const metrics = createMetrics({ app: "test", version: "0" });
  const events = createRelayEvents({ log: silentLog, metrics }, { accessLog: "off", relayId: "r" });
  const visits = new Set<Followed>();
  const endedAtMs: number[] = [];
  const link = { closed: false };
  const add = (about: Partial<Followed> = {}) => {
    const visit: Followed = {
      ...{ link, gone: false, endless: true },
      cut() {
        visits.delete(visit);
        endedAtMs.push(clock.monotonicMs());
      },
      ...about,
    };
    visits.add(visit);
    return visit;
  };
  const peers = createLeavingPeers({ clock, events, visits });
  const begin = () => peers.onLeaving({ relayId: "peer", link, graceMs });
  return { clock, metrics, peers, visits, endedAtMs, link, add, begin };
}

test("what is endless over its link is ended between four fifths and nine tenths of its time, spread", async () => {
  const { clock, metrics, visits, endedAtMs, add, begin } = leaving();
  for (let at = 0; at < 20; at += 1) add();
  begin();
  await clock.advance(7_900);
  expect(endedAtMs).toEqual([]);
  await clock.advance(1_100);
  const gaps = endedAtMs.slice(1).map((atMs, at) => atMs - (endedAtMs[at] ?? 0));
  expect([endedAtMs.length, endedAtMs[0], visits.size]).toEqual([20, 8_000, 0]);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
  await clock.advance(1_100);
  expect(await metrics.text()).toMatch(/homeport_relay_drain_cut_streams_total 20/);
});

test("answers of a known length, and whatever goes another way, go on", async () => {
  const { clock, visits, endedAtMs, add, begin } = leaving();
  const kept = [add({ endless: false }), add({ link: null }), add({ link: { closed: false } })];
  add();
  begin();
  await clock.advance(10_100);
  expect([...visits]).toEqual(kept);
  expect(endedAtMs.length).toBe(1);
});

test("nothing is ended once its link has closed, nor when this relay is gone", async () => {
  const closed = leaving();
  closed.add();
  closed.begin();
  closed.link.closed = true;
  const disposed = leaving();
  disposed.add();
  disposed.begin();
  disposed.peers[Symbol.dispose]();
  for (const { clock } of [closed, disposed]) await clock.advance(10_100);
  expect([closed.visits.size, disposed.visits.size]).toEqual([1, 1]);
});

test.each([0, 2 ** 32 - 1])("a grace of %i ms ends nobody at once", async (graceMs) => {
  const { clock, visits, add, begin } = leaving(graceMs);
  add();
  begin();
  await clock.advance(900_000);
  expect(visits.size).toBe(1);
});

test("a peer that names a time longer than any relay can be told is not waited for", async () => {
  const { clock, endedAtMs, add, begin } = leaving(36_000_000);
  add();
  begin();
  await clock.advance(1_200_000);
  expect(endedAtMs).toEqual([960_000]);
});
