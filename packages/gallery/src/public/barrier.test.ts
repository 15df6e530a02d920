import { expect, test } from "vitest";
import { createBarrier, type Generations } from "./barrier.ts";

/** A store whose reads are answered when the test says so, with what stood when they began. */
function createStore() {
  let visibility = 1;
  const reads: { asked: readonly string[]; answer: () => void }[] = [];
  return {
    reads,
    hide: () => {
      visibility += 1;
    },
    read: (asked: readonly string[]) => {
      const seen: Generations = { visibility, content: 0 };
      const settle = Promise.withResolvers<ReadonlyMap<string, Generations>>();
      reads.push({
        asked,
        answer: () => settle.resolve(new Map(asked.map((id) => [id, seen]))),
      });
      return settle.promise;
    },
  };
}

test("an answer never joins a read that began before it: what was hidden meanwhile is seen", async () => {
  const store = createStore();
  const barrier = createBarrier(store.read);
  const early = barrier.read("a");
  store.hide();
  const late = barrier.read("a");
  store.reads[0]?.answer();
  expect((await early).visibility).toBe(1);
  await Promise.resolve();
  store.reads[1]?.answer();
  expect((await late).visibility).toBe(2);
});

test("joining the read under way would show what was hidden", async () => {
  const store = createStore();
  // The control: one read for all who come while it is under way.
  let shared: Promise<ReadonlyMap<string, Generations>> | null = null;
  const joined = async () => {
    shared ??= store.read(["a"]);
    return (await shared).get("a");
  };
  const early = joined();
  store.hide();
  const late = joined();
  store.reads[0]?.answer();
  await early;
  expect((await late)?.visibility).toBe(1);
});

test("a crowd costs two reads, the second of which asks for all galleries at once", async () => {
  const store = createStore();
  const barrier = createBarrier(store.read);
  const all = ["a", "b", "c", "b", "a"].map((id) => barrier.read(id));
  expect(store.reads).toHaveLength(1);
  store.reads[0]?.answer();
  await all[0];
  expect(store.reads.map((read) => read.asked)).toEqual([["a"], ["b", "c", "a"]]);
  store.reads[1]?.answer();
  expect(await Promise.all(all)).toHaveLength(5);
});

test("a read that fails fails those who waited for it, and nobody else", async () => {
  let isAway = true;
  const barrier = createBarrier(async (ids) => {
    if (isAway) throw new Error("The store is away");
    return new Map(ids.map((id) => [id, { visibility: 7, content: 0 }]));
  });
  await expect(barrier.read("a")).rejects.toThrow("away");
  isAway = false;
  expect((await barrier.read("a")).visibility).toBe(7);
});
