import type { FeedSubscriber } from "@homeport/coordination";
import { createVirtualClock, systemRandom } from "@homeport/platform";
import { expect, test } from "vitest";
import { appEntry } from "../../test/app-entry.ts";
import type { UserPrincipal } from "../session-cache/principal.ts";
import { createSessionCache, sessionCacheLimits } from "../session-cache/session-cache.ts";
import { openSnapshot } from "../snapshot/open-snapshot.ts";
import { createStreamWatch, judgeOfApp } from "./watch.ts";

const principal: UserPrincipal = {
  kind: "session",
  sessionId: "s1",
  appSessionId: "p1",
  userId: "u1",
  appId: "a",
  name: "Ada",
  email: "ada@example.org",
  roles: new Map([["org", ["member"]]]),
};

/** One open stream of a member, over a store that can be away or silent. */
async function openStream() {
  const clock = createVirtualClock();
  const subscribers: FeedSubscriber[] = [];
  const feed = {
    subscribe(_topics: readonly string[], subscriber: FeedSubscriber) {
      subscribers.push(subscriber);
      return () => undefined;
    },
  };
  const store = { answers: "yes" as "yes" | "no" | "away" | "silent", lifeMs: 3_600_000 };
  const sessions = createSessionCache({
    clock,
    feed,
    limits: sessionCacheLimits,
    onFill: () => undefined,
    load: () => {
      if (store.answers === "silent") return new Promise(() => undefined);
      if (store.answers === "away") return Promise.reject(new Error("the store is away"));
      return Promise.resolve(store.answers === "yes" ? { principal, lifeMs: store.lifeMs } : null);
    },
  });
  const snapshots = openSnapshot({
    clock,
    feed,
    random: systemRandom,
    debounceMs: 20,
    load: () => Promise.resolve({ apps: [appEntry("a")], seen: "1:1:" }),
    onBuilt: () => undefined,
    onFailed: () => undefined,
  });
  await clock.advance(0);
  const limits = { namedCutGraceMs: 700, flushedCutGraceMs: 60_000 };
  const streams = createStreamWatch({
    clock,
    feed,
    sessions,
    snapshots,
    limits,
    onCut: () => undefined,
  });
  const credential = { kind: "app", appId: "a", tokenHash: Buffer.alloc(32) } as const;
  await sessions.get(credential, null);
  const cuts: string[] = [];
  const readings = [{ path: "/ws", folded: false }];
  const judge = judgeOfApp("a", "a.localhost", readings);
  const watched = { appId: "a", judge, user: { principal, credential } };
  streams.watch(watched, streams.revision(), (reason) => cuts.push(reason));
  return {
    clock,
    store,
    cuts,
    announce: (key: string) => subscribers.forEach((one) => void one.apply("session", key)),
    flush: () => subscribers.forEach((one) => void one.flush("reconnect")),
  };
}

test("a named revocation cuts within a second although the store cannot confirm it", async () => {
  for (const answers of ["away", "silent"] as const) {
    const { clock, store, cuts, announce } = await openStream();
    store.answers = answers;
    announce("s1");
    await clock.advance(600);
    expect(cuts).toEqual([]);
    await clock.advance(400);
    expect(cuts).toEqual(["unsynced"]);
  }
});

test("the end of an app session cuts its streams, another's does not", async () => {
  const { clock, store, cuts, announce } = await openStream();
  store.answers = "no";
  announce("p2");
  await clock.advance(100);
  expect(cuts).toEqual([]);
  announce("p1");
  await clock.advance(100);
  expect(cuts).toEqual(["session-ended"]);
});

test("after a flush with the store away streams live on for a minute, and end with it", async () => {
  const { clock, store, cuts, flush } = await openStream();
  store.answers = "away";
  flush();
  await clock.advance(50_000);
  expect(cuts).toEqual([]);
  await clock.advance(20_000);
  expect(cuts).toEqual(["unsynced"]);
});

test("a store that is away without any announcement cuts nobody", async () => {
  const { clock, store, cuts } = await openStream();
  store.answers = "away";
  await clock.advance(600_000);
  expect(cuts).toEqual([]);
});

test("a session that simply ends takes its streams along", async () => {
  const { clock, store, cuts } = await openStream();
  store.answers = "no";
  await clock.advance(40_000);
  expect(cuts).toEqual([]);
  await clock.advance(26_000);
  expect(cuts).toEqual(["session-ended"]);
});
