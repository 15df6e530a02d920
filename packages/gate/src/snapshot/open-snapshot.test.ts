import type { FeedSubscriber } from "@homeport/coordination";
import { createVirtualClock, systemRandom } from "@homeport/platform";
import { expect, test } from "vitest";
import { appEntry } from "../../test/app-entry.ts";
import type { AppEntry } from "./entry.ts";
import { isNamed, type Named } from "./named.ts";
import { openSnapshot } from "./open-snapshot.ts";

function open(apps: AppEntry[]) {
  const clock = createVirtualClock();
  const asked: Named[] = [];
  const subscribers: FeedSubscriber[] = [];
  const held = { gate: null as PromiseWithResolvers<void> | null, failing: false };
  const snapshots = openSnapshot({
    clock,
    random: systemRandom,
    debounceMs: 20,
    onBuilt: () => undefined,
    onFailed: () => undefined,
    feed: {
      subscribe(_topics, subscriber) {
        subscribers.push(subscriber);
        return () => undefined;
      },
    },
    async load(named) {
      asked.push(named);
      const found = apps.filter((app) => isNamed(named, app));
      const seen = String(asked.length);
      await held.gate?.promise;
      if (held.failing) throw new Error("the store is away");
      return { apps: found, seen };
    },
  });
  const announce = (appId: string) =>
    subscribers.forEach((one) => void one.apply("app.gate", appId));
  const flush = () => subscribers.forEach((one) => void one.flush("reconnect"));
  return { clock, asked, snapshots, announce, flush, held, apps, subscribers };
}

function appsNamed(...appIds: string[]): Named {
  return { appIds: new Set(appIds), organizationIds: new Set() };
}

test("a burst of announcements is one read of exactly the named apps, 20 ms after the first", async () => {
  const world = open([appEntry("a"), appEntry("b"), appEntry("c")]);
  await world.clock.advance(0);
  expect(world.snapshots.isReady()).toBe(true);
  world.announce("a");
  await world.clock.advance(10);
  world.announce("b");
  world.announce("a");
  await world.clock.advance(9);
  expect(world.asked).toEqual(["all"]);
  await world.clock.advance(1);
  expect(world.asked).toEqual(["all", appsNamed("a", "b")]);
  expect([...world.snapshots.current().byId.keys()].sort()).toEqual(["a", "b", "c"]);
});

test("an app that is gone leaves the snapshot, and the value seen before stays what it was", async () => {
  const world = open([appEntry("a"), appEntry("b")]);
  await world.clock.advance(0);
  const before = world.snapshots.current();
  world.apps.splice(0, 1);
  world.announce("a");
  await world.clock.advance(20);
  expect(world.snapshots.current().byHostname.has("a.localhost")).toBe(false);
  expect(before.byHostname.has("a.localhost")).toBe(true);
});

test("an announcement while a build runs is followed by another read", async () => {
  const world = open([appEntry("a")]);
  await world.clock.advance(0);
  world.held.gate = Promise.withResolvers();
  world.announce("a");
  await world.clock.advance(20);
  world.announce("a");
  await world.clock.advance(100);
  expect(world.asked).toHaveLength(2);
  expect(world.snapshots.isSettled()).toBe(false);
  world.held.gate.resolve();
  await world.clock.advance(20);
  expect(world.asked).toHaveLength(3);
  expect(world.snapshots.isSettled()).toBe(true);
});

test("a flush reads all apps, and an identity those of its organization", async () => {
  const world = open([appEntry("a"), appEntry("b"), appEntry("c", { organizationId: "other" })]);
  await world.clock.advance(0);
  world.flush();
  await world.clock.advance(20);
  for (const one of world.subscribers) one.apply("identity", "org");
  await world.clock.advance(20);
  const organization = { appIds: new Set(), organizationIds: new Set(["org"]) };
  expect(world.asked).toEqual(["all", "all", organization]);
});

test("an app that appears while its organization's identity changes gets the new one", async () => {
  const world = open([]);
  await world.clock.advance(0);
  world.held.gate = Promise.withResolvers();
  world.apps.push(appEntry("a"));
  world.announce("a");
  await world.clock.advance(20);
  // The read is out, with the identity as it was; nobody here knows yet of which organization the app is.
  world.apps[0] = appEntry("a", { title: "as someone else" });
  for (const one of world.subscribers) one.apply("identity", "org");
  world.held.gate.resolve();
  await world.clock.advance(20);
  expect(world.snapshots.current().byId.get("a")?.title).toBe("as someone else");
});

test("an identity takes an app along that has left the organization's apps", async () => {
  const world = open([appEntry("a"), appEntry("b")]);
  const swaps: (ReadonlySet<string> | null)[] = [];
  world.snapshots.onSwap((changed) => swaps.push(changed));
  await world.clock.advance(0);
  world.apps.splice(0, 1);
  for (const one of world.subscribers) one.apply("identity", "org");
  await world.clock.advance(20);
  expect([...world.snapshots.current().byId.keys()]).toEqual(["b"]);
  expect(swaps).toEqual([null, new Set(["a", "b"])]);
});

test("what a read has taken in is told with what it saw, and only a few of them", async () => {
  const world = open([appEntry("a")]);
  await world.clock.advance(0);
  world.announce("a");
  await world.clock.advance(20);
  expect(world.snapshots.recentReads()).toEqual([
    { changes: null, seen: "1" },
    { changes: ["app.gate a"], seen: "2" },
  ]);
  for (let at = 0; at < 20; at += 1) {
    world.announce("x".repeat(at === 19 ? 4_000 : 20));
    await world.clock.advance(20);
    expect(JSON.stringify(world.snapshots.recentReads()).length).toBeLessThan(3_200);
  }
  expect(world.snapshots.recentReads()).toEqual([]);
});

test("a build that fails keeps the last good snapshot and is tried again", async () => {
  const world = open([appEntry("a")]);
  await world.clock.advance(0);
  world.held.failing = true;
  world.announce("a");
  await world.clock.advance(20);
  expect(world.snapshots.isSettled()).toBe(false);
  expect(world.snapshots.current().byId.has("a")).toBe(true);
  world.held.failing = false;
  await world.clock.advance(1_000);
  expect(world.snapshots.isSettled()).toBe(true);
});
