import { createVirtualClock, systemRandom, type VirtualClock } from "@homeport/platform";
import { beforeEach, describe, expect, test } from "vitest";
import { createReportQueue, type ReportQueue } from "./report-queue.ts";

let clock: VirtualClock;
let written: string[][];
let fails: boolean;
let dropped: number;
let queue: ReportQueue<string>;

/** A report is `key:value`; the newest of a key counts. */
beforeEach(() => {
  clock = createVirtualClock();
  written = [];
  fails = false;
  dropped = 0;
  queue = createReportQueue<string>({
    clock,
    random: systemRandom,
    debounceMs: 250,
    batchSize: 3,
    maxWaiting: 5,
    keyOf: (report) => report.split(":")[0] ?? "",
    write: async (batch) => {
      if (fails) throw new Error("away");
      written.push([...batch]);
    },
    onDropped: () => {
      dropped += 1;
    },
    onFailed: () => undefined,
  });
});

describe("reports on their way to a store", () => {
  test("wait for others, and go in batches", async () => {
    for (const report of ["a:1", "b:1", "c:1", "d:1"]) queue.add(report);
    await clock.advance(249);
    expect(written).toEqual([]);
    await clock.advance(1);
    expect(written).toEqual([["a:1", "b:1", "c:1"], ["d:1"]]);
  });

  test("are replaced by a newer one of their key", async () => {
    queue.add("a:1");
    queue.add("b:1");
    queue.add("a:2");
    await clock.advance(250);
    expect(written).toEqual([["b:1", "a:2"]]);
  });

  test("wait behind a back-off while the store is away, and yield to newer ones", async () => {
    fails = true;
    queue.add("a:1");
    queue.add("b:1");
    await clock.advance(250);
    queue.add("a:2");
    fails = false;
    await clock.advance(20_000);
    expect(written.flat().toSorted()).toEqual(["a:2", "b:1"]);
  });

  test("are bounded: the oldest go, and are counted", async () => {
    for (const key of ["a", "b", "c", "d", "e", "f", "g"]) queue.add(`${key}:1`);
    expect([queue.waiting, dropped]).toEqual([5, 2]);
    await clock.advance(250);
    expect(written.flat()).toEqual(["c:1", "d:1", "e:1", "f:1", "g:1"]);
  });

  test("are written at once at the end, and a store that is away ends that too", async () => {
    queue.add("a:1");
    await queue.flush();
    expect(written).toEqual([["a:1"]]);
    fails = true;
    queue.add("b:1");
    await queue.flush();
    expect(queue.waiting).toBe(1);
  });
});
