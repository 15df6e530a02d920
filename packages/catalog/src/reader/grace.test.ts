import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createGrace } from "./grace.ts";

test("what waits runs after its own grace, in the order in which it was given", async () => {
  const clock = createVirtualClock();
  const grace = createGrace(clock, 60_000);
  const ran: string[] = [];
  grace.later(() => ran.push("first"));
  await clock.advance(30_000);
  grace.later(() => ran.push("second"));
  grace.later(() => ran.push("third"));
  await clock.advance(29_999);
  expect(ran).toEqual([]);
  await clock.advance(1);
  expect(ran).toEqual(["first"]);
  await clock.advance(30_001);
  expect(ran).toEqual(["first", "second", "third"]);
  grace.later(() => ran.push("fourth"));
  await clock.advance(60_000);
  expect(ran).toHaveLength(4);
});

test("nothing runs once it is disposed", async () => {
  const clock = createVirtualClock();
  const grace = createGrace(clock, 60_000);
  let ran = 0;
  grace.later(() => {
    ran += 1;
  });
  grace[Symbol.dispose]();
  await clock.advance(120_000);
  expect(ran).toBe(0);
});
