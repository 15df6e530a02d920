import { DbError } from "@homeport/db";
import type { TrafficMinute } from "@homeport/hosts";
import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createTraffic } from "./traffic.ts";

const minuteMs = 60_000;

function setUp(maxWaiting = 100) {
  const clock = createVirtualClock();
  const writes: TrafficMinute[][] = [];
  const store: { fault: Error | null } = { fault: null };
  let dropped = 0;
  let failures = 0;
  const traffic = createTraffic({
    ...{ clock, maxWaiting },
    write: async (minutes) => {
      if (store.fault !== null) throw store.fault;
      writes.push(structuredClone([...minutes]));
    },
    onDropped: (count) => {
      dropped += count;
    },
    onFailed: () => {
      failures += 1;
    },
  });
  const note = (appId: string | null, status: number | null = 200) =>
    traffic.note({
      appId,
      status,
      bytesIn: 1,
      bytesOut: 10,
      firstByteMs: status === null ? null : 4,
    });
  const counted = () => ({ dropped, failures });
  return { clock, traffic, writes, store, note, counted };
}

const sumOf = (minutes: readonly TrafficMinute[]) =>
  minutes.reduce((sum, minute) => sum + minute.requests, 0);

test("all of a minute leaves in one write, by app and class of status", async () => {
  const { clock, writes, note, traffic } = setUp();
  for (let n = 0; n < 3; n += 1) note("a");
  note("a", 503);
  note("a", null);
  note("b", 304);
  note(null);
  await clock.advance(minuteMs);
  expect(writes).toHaveLength(1);
  const [batch = []] = writes;
  expect(batch.map(({ appId, statusClass, requests }) => [appId, statusClass, requests])).toEqual([
    ["a", 2, 3],
    ["a", 5, 1],
    ["a", 0, 1],
    ["b", 3, 1],
  ]);
  expect(batch[0]).toMatchObject({ bytesIn: 3, bytesOut: 30, durationMs: 12 });
  expect(batch[0]?.latencyBuckets[2]).toBe(3);
  expect(batch[2]).toMatchObject({ durationMs: 0 });
  await clock.advance(minuteMs);
  expect(writes).toHaveLength(1);
  expect(traffic.waiting).toBe(0);
});

test("what a store that is away did not take waits and is written later, each request once", async () => {
  const { clock, writes, store, note, counted } = setUp();
  store.fault = new DbError("STORE_DOWN");
  note("a");
  await clock.advance(minuteMs);
  note("a");
  await clock.advance(2 * minuteMs);
  expect(counted()).toEqual({ dropped: 0, failures: 3 });
  store.fault = null;
  note("a");
  await clock.advance(minuteMs);
  const [batch = []] = writes;
  expect(batch).toHaveLength(3);
  expect(sumOf(batch)).toBe(3);
});

test("a request that ends while the write of its minute is under way is counted once", async () => {
  const clock = createVirtualClock();
  const under = Promise.withResolvers<void>();
  const writes: TrafficMinute[][] = [];
  const traffic = createTraffic({
    ...{ clock, maxWaiting: 10, onDropped: () => {}, onFailed: () => {} },
    write: async (minutes) => {
      writes.push(structuredClone([...minutes]));
      if (writes.length === 1) await under.promise;
    },
  });
  const request = { appId: "a", status: 200, bytesIn: 0, bytesOut: 0, firstByteMs: 1 };
  traffic.note(request);
  const first = traffic.flush();
  await clock.advance(0);
  traffic.note(request);
  under.reject(new DbError("STORE_DOWN"));
  await first;
  traffic.note(request);
  await traffic.flush();
  expect(writes.map(sumOf)).toEqual([1, 3]);
});

test("a write of which nobody knows whether it happened is not repeated, but counted as dropped", async () => {
  const { clock, writes, store, note, counted } = setUp();
  store.fault = new DbError("OUTCOME_UNKNOWN");
  note("a");
  note("b");
  await clock.advance(minuteMs);
  store.fault = null;
  await clock.advance(minuteMs);
  expect(writes).toEqual([]);
  expect(counted()).toEqual({ dropped: 2, failures: 1 });
});

test("no more than a bounded number waits: the newest are kept, and the others counted", async () => {
  const { clock, writes, store, note, counted, traffic } = setUp(5);
  store.fault = new DbError("STORE_DOWN");
  for (let n = 0; n < 8; n += 1) {
    note(`app-${n}`);
    await clock.advance(minuteMs);
  }
  expect(traffic.waiting).toBe(5);
  expect(counted().dropped).toBe(3);
  store.fault = null;
  await clock.advance(minuteMs);
  expect(writes[0]?.map(({ appId }) => appId)).toEqual([
    ...["app-3", "app-4", "app-5", "app-6", "app-7"],
  ]);
});
