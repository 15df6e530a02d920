import { DbError } from "@homeport/db";
import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createDecisionCounter } from "./decision-counter.ts";
import type { DecisionCount } from "./store.ts";

function open(options: { maxWaiting?: number } = {}) {
  const clock = createVirtualClock(60_000);
  const written: DecisionCount[][] = [];
  const dropped: number[] = [];
  const store = { fault: null as Error | null };
  const counter = createDecisionCounter({
    clock,
    everyMs: 60_000,
    maxWaiting: options.maxWaiting ?? 100,
    async write(counts) {
      if (store.fault !== null) throw store.fault;
      written.push(counts.map((one) => ({ ...one })));
    },
    onDropped: (count) => void dropped.push(count),
    onFailed: () => undefined,
  });
  return { clock, written, dropped, store, counter };
}

test("decisions are added up by app, minute and code, and written once a minute", async () => {
  const { clock, written, counter } = open();
  for (const code of [102, 102, 201]) counter.note("a", code);
  counter.note("b", 102);
  expect(written).toEqual([]);
  await clock.advance(60_000);
  expect(written).toEqual([
    [
      { appId: "a", minuteMs: 60_000, code: 102, count: 2 },
      { appId: "a", minuteMs: 60_000, code: 201, count: 1 },
      { appId: "b", minuteMs: 60_000, code: 102, count: 1 },
    ],
  ]);
  await clock.advance(120_000);
  expect(written).toHaveLength(1);
});

test("a minute that ends while it is counted begins another row", async () => {
  const { clock, written, counter } = open();
  await clock.advance(30_000);
  counter.note("a", 102);
  await clock.advance(29_999);
  counter.note("a", 102);
  await clock.advance(1);
  counter.note("a", 102);
  await counter[Symbol.asyncDispose]();
  expect(written.flat().map((one) => [one.minuteMs, one.count])).toEqual([
    [60_000, 2],
    [120_000, 1],
  ]);
  expect(clock.pending()).toBe(0);
});

test("what could not be written is written the next time, together with what came meanwhile", async () => {
  const { clock, written, store, counter } = open();
  store.fault = new Error("away");
  counter.note("a", 102);
  await clock.advance(60_000);
  counter.note("a", 201);
  store.fault = null;
  await clock.advance(60_000);
  expect(written).toHaveLength(1);
  expect(written.flat().map((one) => one.code)).toEqual([102, 201]);
});

test("a write of which nobody knows whether it happened is not repeated", async () => {
  const { clock, written, dropped, store, counter } = open();
  store.fault = new DbError("OUTCOME_UNKNOWN");
  counter.note("a", 102);
  await clock.advance(60_000);
  store.fault = null;
  await clock.advance(60_000);
  expect([written, dropped]).toEqual([[], [1]]);
});

test("of more counts than may wait the oldest go", async () => {
  const { written, dropped, counter } = open({ maxWaiting: 2 });
  for (const app of ["a", "b", "c"]) counter.note(app, 102);
  await counter.flush();
  expect(written.flat().map((one) => one.appId)).toEqual(["b", "c"]);
  expect(dropped).toEqual([1]);
});
