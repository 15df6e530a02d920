import type { Feed, FeedSubscriber, Topic } from "@homeport/coordination";
import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { seeded } from "../../test/random-cases.ts";
import type { UserPrincipal } from "./principal.ts";
import { createSessionCache, type SessionCache, sessionCacheLimits } from "./session-cache.ts";

/** A store of one session, a cache over it, and a feed that this test holds in its hand. */
interface Race {
  readonly cache: SessionCache;
  alive: boolean;
  announce(topic: Topic, key: string): void;
  flush(): void;
  /** Lets the oldest read that is under way go on; what it answers was fixed when it began, as in a store. */
  answerOne(): boolean;
}

const principal: UserPrincipal = {
  kind: "session",
  userId: "u1",
  sessionId: "s1",
  appSessionId: "p1",
  appId: "app",
  name: "Ada",
  email: "ada@example.org",
  roles: new Map(),
};

function openRace(hears: boolean): Race {
  const subscribers: FeedSubscriber[] = [];
  const reads: (() => void)[] = [];
  const feed: Pick<Feed, "subscribe"> = {
    subscribe(_topics, subscriber) {
      if (hears) subscribers.push(subscriber);
      return () => undefined;
    },
  };
  const cache = createSessionCache({
    clock: createVirtualClock(),
    feed,
    limits: sessionCacheLimits,
    onFill: () => undefined,
    load: () => {
      const found = race.alive ? { principal, lifeMs: 3_600_000 } : null;
      const { promise, resolve } = Promise.withResolvers<typeof found>();
      reads.push(() => resolve(found));
      return promise;
    },
  });
  const race: Race = {
    cache,
    alive: true,
    announce(topic, key) {
      for (const one of subscribers) one.apply(topic, key);
    },
    flush() {
      for (const one of subscribers) one.flush("reconnect");
    },
    answerOne() {
      const read = reads.shift();
      read?.();
      return read !== undefined;
    },
  };
  return race;
}

const credential = { kind: "app", appId: "app", tokenHash: Buffer.alloc(32) } as const;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs one random schedule of requests, answers of the store and one revocation with its announcement. Tells
 * whether a request that began after the announcement was handed the dead principal.
 */
async function losesOn(seed: number, hears: boolean): Promise<boolean> {
  const random = seeded(seed);
  const race = openRace(hears);
  const late: Promise<unknown>[] = [];
  let announced = false;
  const revokeAt = 2 + Math.floor(random() * 8);
  for (let step = 0; step < 16; step += 1) {
    if (step === revokeAt) race.alive = false;
    if (!announced && !race.alive && random() < 0.6) {
      announced = true;
      const how = random();
      if (how < 0.2) race.flush();
      else race.announce(how < 0.6 ? "session" : "user", how < 0.6 ? "s1" : "u1");
    }
    if (random() < 0.6) {
      const asked = race.cache.get(credential, null).catch(() => null);
      if (announced) late.push(asked);
    }
    if (random() < 0.5) race.answerOne();
    if (random() < 0.5) await settle();
  }
  for (let idle = 0; idle < 3; idle += 1) {
    await settle();
    if (race.answerOne()) idle = 0;
  }
  return (await Promise.all(late)).some((found) => found !== null);
}

async function losses(hears: boolean): Promise<number> {
  let lost = 0;
  for (let seed = 1; seed <= 2_000; seed += 1) if (await losesOn(seed, hears)) lost += 1;
  return lost;
}

test("an invalidation during a fill is never followed by the old value", async () => {
  expect(await losses(true)).toBe(0);
}, 60_000);

test("a cache that does not hear of invalidations does lose this race", async () => {
  expect(await losses(false)).toBeGreaterThan(100);
}, 60_000);

test("a value that keeps changing while it is read is STORE_BUSY in the end", async () => {
  const race = openRace(true);
  const asked = race.cache.get(credential, null);
  const refused = expect(asked).rejects.toMatchObject({ code: "STORE_BUSY" });
  for (let read = 0; read < 3; read += 1) {
    await settle();
    race.announce("session", "s1");
    race.answerOne();
  }
  await refused;
});
