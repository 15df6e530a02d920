import { createVirtualClock } from "@homeport/platform";
import { describe, expect, test } from "vitest";
import { HostsError } from "../errors.ts";
import { createOwnerCache } from "./owner-cache.ts";
import type { TunnelOwner } from "./records.ts";

const relay = { boot: "b", internalUrl: "http://127.0.0.1:1", draining: false, startedAtMs: 1 };

function owner(relayId: string, hostId = "attic"): TunnelOwner {
  const record = { boot: "b", run: 1, slot: 0, wire: "raw", connectedAtMs: 1 } as const;
  return {
    ...{ hostId, relayId, epoch: 1, relay },
    record: { ...record, agentVersion: "1.0.0", draining: false },
  };
}

/** A cache over a store in the test's hands. */
function openCache() {
  const clock = createVirtualClock();
  const store = { owners: [owner("relay-1")], away: false, lookups: 0, gate: Promise.resolve() };
  const announced: { apply?: (hostId: string) => void; flush?: () => void } = {};
  const cache = createOwnerCache({
    clock,
    directory: {
      async lookup(hostIds) {
        store.lookups += 1;
        const { away, owners } = store;
        await store.gate;
        if (away) throw new HostsError("DIRECTORY_UNAVAILABLE");
        return new Map(hostIds.flatMap((id) => (owners.length > 0 ? [[id, owners]] : [])));
      },
    },
    feed: {
      subscribe(_topics, subscriber) {
        announced.apply = (hostId) => subscriber.apply("tunnel", hostId);
        announced.flush = () => subscriber.flush("reconnect");
        return () => {};
      },
    },
  });
  const relays = async () => (await cache.find("attic")).owners.map((one) => one.relayId);
  return { clock, store, cache, relays, ...announced };
}

describe("the owner cache", () => {
  test("asks the store once in 30 s for owners, and once a second for an absence", async () => {
    const { clock, store, relays } = openCache();
    for (let count = 0; count < 100; count += 1) await relays();
    expect(store.lookups).toBe(1);
    await clock.advance(30_000);
    store.owners = [];
    const fresh = openCache();
    fresh.store.owners = [];
    expect(await fresh.relays()).toEqual([]);
    await fresh.clock.advance(999);
    await fresh.relays();
    expect(fresh.store.lookups).toBe(1);
    await fresh.clock.advance(1);
    await fresh.relays();
    expect(fresh.store.lookups).toBe(2);
  });

  test("asks once for all who ask at the same time", async () => {
    const { store, relays } = openCache();
    await Promise.all(Array.from({ length: 50 }, relays));
    expect(store.lookups).toBe(1);
  });

  test("asks again as soon as the host is announced, for owners and for an absence", async () => {
    const { store, relays, apply } = openCache();
    await relays();
    store.owners = [owner("relay-2")];
    expect(await relays()).toEqual(["relay-1"]);
    apply?.("another host");
    expect(await relays()).toEqual(["relay-1"]);
    apply?.("attic");
    expect(await relays()).toEqual(["relay-2"]);
  });

  test("asks again once nobody could reach the owners, and keeps them for as long as the store is away", async () => {
    const { clock, store, cache, relays } = openCache();
    await relays();
    store.owners = [owner("relay-2")];
    cache.doubt("another host");
    expect(await relays()).toEqual(["relay-1"]);
    store.away = true;
    cache.doubt("attic");
    expect(await relays()).toEqual(["relay-1"]);
    store.away = false;
    await clock.advance(1_000);
    expect(await relays()).toEqual(["relay-2"]);
  });

  test("does not believe a reading during which the host was announced", async () => {
    const { store, cache, relays, apply } = openCache();
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const reading = relays();
    await Promise.resolve();
    apply?.("attic");
    gate.resolve();
    await reading;
    expect(cache.peek("attic")).toBeNull();
  });

  test("tries owners of under a minute before it believes that a flushed store is right", async () => {
    const { clock, store, cache, relays, flush } = openCache();
    await relays();
    store.owners = [];
    flush?.();
    expect(await cache.find("attic")).toMatchObject({ standing: "doubted" });
    expect(await relays()).toEqual(["relay-1"]);
    await clock.advance(60_000);
    expect(await relays()).toEqual([]);
  });

  test("forgets an owner that says it is none", async () => {
    const { store, cache, relays } = openCache();
    await relays();
    store.owners = [];
    cache.disown("attic", "relay-1");
    expect(await relays()).toEqual([]);
  });

  test("keeps owners for ten minutes while the store is away, and asks it once a second", async () => {
    const { clock, store, cache, relays } = openCache();
    await relays();
    store.away = true;
    await clock.advance(10 * 60_000 - 1);
    expect(await cache.find("attic")).toMatchObject({ standing: "stale" });
    expect(await relays()).toEqual(["relay-1"]);
    expect(store.lookups).toBe(2);
    await clock.advance(1);
    await expect(relays()).rejects.toMatchObject({ code: "DIRECTORY_UNAVAILABLE" });
  });

  test("says at once that nothing is known while the store is away", async () => {
    const { clock, store, cache } = openCache();
    store.away = true;
    await expect(cache.find("attic")).rejects.toMatchObject({ code: "DIRECTORY_UNAVAILABLE" });
    store.gate = new Promise(() => {});
    await expect(cache.find("attic")).rejects.toMatchObject({ code: "DIRECTORY_UNAVAILABLE" });
    expect([cache.isAway(), store.lookups]).toEqual([true, 1]);
    await clock.advance(1_000);
    expect(cache.isAway()).toBe(false);
  });

  test("keeps so many hosts and no more", async () => {
    const { clock } = openCache();
    const cache = createOwnerCache({
      clock,
      directory: { lookup: async (ids) => new Map(ids.map((id) => [id, [owner("r", id)]])) },
      feed: { subscribe: () => () => {} },
      limits: { maxHosts: 10 },
    });
    for (let at = 0; at < 25; at += 1) await cache.find(`host-${at}`);
    expect(cache.size).toBe(10);
    expect(cache.peek("host-24")).not.toBeNull();
    expect(cache.peek("host-0")).toBeNull();
  });
});
