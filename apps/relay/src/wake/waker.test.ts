import type { FeedSubscriber } from "@homeport/coordination";
import type { AppState, StartOutcome } from "@homeport/hosts";
import { createMetrics, createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createWaker, type Wish } from "./waker.ts";

const stopped: AppState = {
  ...{ status: "stopped", code: null, detail: null, desired: "stopped", generation: 4 },
  ...{ icon: null, sinceMs: 0 },
};

const limits = { maxHeldAnApp: 2, maxHeldStarting: 3, heldLookMs: 500 };

/** A waker over one row, which tests write; `reads` and `asked` count the questions to the store. */
function open(row: AppState | null = stopped) {
  const clock = createVirtualClock();
  const subscribers: FeedSubscriber[] = [];
  const counts: number[] = [];
  const store = { row, reads: 0, asked: 0, feedAgeMs: 0, draining: false, away: false };
  let outcome: () => Promise<StartOutcome> = async () => ({
    ...{ kind: "starting", generation: 5, isNew: true },
  });
  const waker = createWaker({
    clock,
    feed: {
      ageMs: () => store.feedAgeMs,
      ensureFresh: async () => store.feedAgeMs <= 2_000,
      subscribe: (_topics, subscriber) => {
        subscribers.push(subscriber);
        return () => {};
      },
    },
    metrics: createMetrics({ app: "test", version: "0" }),
    events: { storeFailed: () => {} },
    async load() {
      store.reads += 1;
      if (store.away) throw new Error("away");
      return store.row;
    },
    ensureRunning: async () => {
      store.asked += 1;
      return await outcome();
    },
    onHeld: (count) => counts.push(count),
    isDraining: () => store.draining,
    limits,
  });
  function write(change: Partial<AppState>, announced = true): void {
    store.row = { ...stopped, ...store.row, ...change };
    if (announced) for (const one of subscribers) one.apply("app.status", "notes");
  }
  /** What becomes of a wish, once anything does. */
  function wish(over: Partial<Wish> = {}) {
    const ended: { how: unknown } = { how: null };
    let leave = () => {};
    const whenGone = (tell: () => void) => {
      leave = tell;
      return () => {};
    };
    const asked = { appId: "notes", waitMs: 30_000, refused: null, whenGone, ...over };
    waker.ready(asked).then(
      (ready) => {
        ended.how = ready;
      },
      (error) => {
        ended.how = error.code;
      },
    );
    return { ended, leave: () => leave() };
  }
  const answerStart = (next: () => Promise<StartOutcome>) => {
    outcome = next;
  };
  return { clock, store, counts, write, wish, answerStart };
}

test("an app that is known to run is not looked up again, and nobody is held for it", async () => {
  const { clock, store, wish } = open({ ...stopped, status: "running" });
  for (let visit = 0; visit < 30; visit += 1) {
    const { ended } = wish();
    await clock.advance(0);
    expect(ended.how).toEqual({ generation: 4, wasHeld: false });
  }
  expect([store.reads, store.asked]).toEqual([1, 0]);
});

test("whoever is held goes on when the generation that was asked for runs, not when an older one does", async () => {
  const { clock, write, wish } = open();
  const { ended } = wish();
  await clock.advance(0);
  write({ status: "running" });
  await clock.advance(10);
  expect(ended.how).toBeNull();
  write({ status: "running", generation: 5 });
  await clock.advance(10);
  expect(ended.how).toEqual({ generation: 5, wasHeld: true });
});

test("a start that fails ends the wait with its reason", async () => {
  const { clock, write, wish } = open();
  const { ended } = wish();
  await clock.advance(10);
  write({ status: "failed", code: "EXITED", generation: 5 });
  await clock.advance(10);
  expect(ended.how).toBe("APP_FAILED");
});

test("what the row refuses is told, whatever was kept of the app", async () => {
  const { clock, store, answerStart, wish } = open();
  await clock.advance(0);
  answerStart(async () => ({ kind: "refuse", code: "APP_REMOVING", retryAfterMs: 5_000 }));
  const { ended } = wish();
  await clock.advance(0);
  expect([ended.how, store.row?.status]).toEqual(["APP_REMOVING", "stopped"]);
});

test("a wait ends with its time, also while the store does not answer", async () => {
  const { clock, answerStart, wish } = open();
  answerStart(() => new Promise(() => {}));
  const { ended } = wish({ waitMs: 1_500 });
  await clock.advance(1_499);
  expect(ended.how).toBeNull();
  await clock.advance(1);
  expect(ended.how).toBe("APP_STARTING");
});

test("an error of the store is told to everybody who joined that attempt", async () => {
  const { clock, answerStart, wish } = open();
  answerStart(async () => {
    throw Object.assign(new Error("busy"), { code: "STORE_BUSY" });
  });
  const both = [wish(), wish()];
  await clock.advance(0);
  expect(both.map(({ ended }) => ended.how)).toEqual(["STORE_BUSY", "STORE_BUSY"]);
});

test("the row is looked at every half second while the feed is slow, once for all who are held", async () => {
  const { clock, store, write, wish } = open();
  const both = [wish(), wish()];
  await clock.advance(0);
  const before = store.reads;
  await clock.advance(2_000);
  expect(store.reads).toBe(before);
  store.feedAgeMs = 1_500;
  await clock.advance(2_000);
  expect(store.reads).toBe(before + 4);
  write({ status: "running", generation: 5 }, false);
  await clock.advance(500);
  expect(both.map(({ ended }) => ended.how)).toEqual(
    Array.from({ length: 2 }, () => ({ generation: 5, wasHeld: true })),
  );
});

test("places are bounded by app and in all, and one that is left is free again", async () => {
  const { clock, counts, store, wish } = open();
  const held = [wish(), wish(), wish({ appId: "wiki" })];
  await clock.advance(0);
  const tooMany = [wish(), wish({ appId: "wiki" })];
  await clock.advance(0);
  expect(tooMany.map(({ ended }) => ended.how)).toEqual(["APP_STARTING", "APP_STARTING"]);
  expect(held.map(({ ended }) => ended.how)).toEqual([null, null, null]);
  const asked = store.asked;
  held[0]?.leave();
  await clock.advance(0);
  expect(counts.at(-1)).toBe(2);
  const next = wish();
  await clock.advance(0);
  expect([next.ended.how, counts.at(-1)]).toEqual([null, 3]);
  expect(store.asked).toBeGreaterThan(asked);
});

test("one that does not answer behind a row that says it runs is waited for in a later generation", async () => {
  const { clock, write, wish, answerStart } = open({ ...stopped, status: "running" });
  answerStart(async () => ({ kind: "starting", generation: 4, isNew: false }));
  const { ended } = wish({ refused: { generation: 4 } });
  await clock.advance(1_000);
  expect(ended.how).toBeNull();
  answerStart(async () => ({ kind: "starting", generation: 5, isNew: true }));
  write({ status: "running", generation: 5 });
  await clock.advance(0);
  expect(ended.how).toEqual({ generation: 5, wasHeld: true });
});

test("where nobody can tell how an app is, its host is asked", async () => {
  const { clock, store, wish } = open({ ...stopped });
  store.away = true;
  const unread = wish();
  await clock.advance(0);
  expect(unread.ended.how).toEqual({ generation: null, wasHeld: false });
  store.away = false;
  store.feedAgeMs = 5_000;
  const stale = wish();
  await clock.advance(0);
  expect(stale.ended.how).toEqual({ generation: null, wasHeld: false });
  expect(store.asked).toBe(0);
});

test("a relay that stops holds nobody", async () => {
  const { clock, store, wish } = open();
  const { ended } = wish();
  await clock.advance(100);
  store.draining = true;
  await clock.advance(500);
  expect(ended.how).toBe("APP_STARTING");
});
