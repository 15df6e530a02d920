import { DbError, type SqlRunner } from "@homeport/db";
import { expect, test } from "vitest";
import { gathered } from "./gathered.ts";

const store: SqlRunner = { query: async () => [] };

/** Answers when it is let, and remembers what it was asked; "bad" makes a whole statement fail. */
function openAsking(failure: () => Error) {
  const asked: string[][] = [];
  const gate = Promise.withResolvers<void>();
  const ask = async (_sql: SqlRunner, inputs: readonly string[]) => {
    asked.push([...inputs]);
    await gate.promise;
    if (inputs.includes("bad")) throw failure();
    return inputs.map((input) => input.toUpperCase());
  };
  return { asked, open: gate.resolve, ask: gathered(ask, 3) };
}

/** Two that go out at once, and some that come meanwhile. */
async function settle(failure: () => Error, meanwhile: readonly string[]) {
  const { asked, open, ask } = openAsking(failure);
  const answers = ["a", "b", ...meanwhile].map((input) => ask(store, input));
  open();
  const outcomes = await Promise.allSettled(answers);
  return { asked, outcomes: outcomes.map((one) => ("value" in one ? one.value : one.reason)) };
}

const refused = () => new Error("no such text");

test("what comes while two statements are under way is asked for by the next, and no more than one takes", async () => {
  const { asked, outcomes } = await settle(refused, ["c", "d", "e", "f"]);
  expect(asked).toEqual([["a"], ["b"], ["c", "d", "e"], ["f"]]);
  expect(outcomes).toEqual(["A", "B", "C", "D", "E", "F"]);
});

test("one whose question makes a statement fail takes nobody along", async () => {
  const { asked, outcomes } = await settle(refused, ["c", "bad", "d"]);
  expect(asked.slice(2)).toEqual([["c", "bad", "d"], ["c"], ["bad"], ["d"]]);
  expect(outcomes).toEqual(["A", "B", "C", refused(), "D"]);
});

test("a store that is busy is not asked again for each of them", async () => {
  const busy = () => new DbError("STORE_BUSY");
  const { asked, outcomes } = await settle(busy, ["c", "bad"]);
  expect(asked.slice(2)).toEqual([["c", "bad"]]);
  expect(outcomes).toEqual(["A", "B", busy(), busy()]);
});

test("each store is asked by itself", async () => {
  const asked: SqlRunner[] = [];
  const ask = gathered(async (sql, inputs: readonly string[]) => {
    asked.push(sql);
    return inputs;
  }, 3);
  const other: SqlRunner = { query: async () => [] };
  await Promise.all([ask(store, "a"), ask(other, "b")]);
  expect(asked).toEqual([store, other]);
});

test("only what is of one kind is asked for by one statement", async () => {
  const asked: string[][] = [];
  const gate = Promise.withResolvers<void>();
  const answer = async (_sql: SqlRunner, inputs: readonly string[]) => {
    asked.push([...inputs]);
    await gate.promise;
    return inputs;
  };
  const ask = gathered(answer, 9, (input) => input.charAt(0));
  const answers = ["a1", "b1", "a2", "a3", "b2", "a4", "b3"].map((input) => ask(store, input));
  gate.resolve();
  expect(await Promise.all(answers)).toEqual(["a1", "b1", "a2", "a3", "b2", "a4", "b3"]);
  expect(asked).toEqual([["a1"], ["b1"], ["a2"], ["b2"], ["a3", "a4"], ["b3"]]);
});
