import type { FeedSubscriber } from "@homeport/coordination";
import { createVirtualClock, systemRandom } from "@homeport/platform";
import { expect, test } from "vitest";
import { appEntry } from "../../test/app-entry.ts";
import type { AppEntry } from "./entry.ts";
import { openSnapshot } from "./open-snapshot.ts";

function open(apps: AppEntry[]) {
  const clock = createVirtualClock();
  const asked: (readonly string[] | null)[] = [];
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
    async load(appIds) {
      asked.push(appIds);
      const found = apps.filter((app) => appIds?.includes(app.appId) ?? true);
      await held.gate?.promise;
      if (held.failing) throw new Error("the store is away");
      return found;
    },
  });
  const announce = (appId: string) =>
    subscribers.forEach((one) => void one.apply("app.gate", appId));
  const flush = () => subscribers.forEach((one) => void one.flush("reconnect"));
  return { clock, asked, snapshots, announce, flush, held, apps, subscribers };
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
  expect(world.asked).toEqual([null]);
  await world.clock.advance(1);
  expect(world.asked).toEqual([null, ["a", "b"]]);
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
  expect(world.asked).toEqual([null, null, ["a", "b"]]);
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
