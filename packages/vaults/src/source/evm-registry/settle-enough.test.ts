import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { lateByMs, settleEnough } from "./settle-enough.ts";

const hanging = () => new Promise<string>(() => undefined);
const failing = (reason: string) => Promise.reject<string>(new Error(reason));

/** What is heard of some, and whether it is heard already. */
function asking(asked: readonly Promise<string>[], enough: number) {
  const clock = createVirtualClock();
  let heard: readonly unknown[] | null = null;
  void settleEnough(clock, asked, enough).then((all) => {
    heard = all.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message));
  });
  return { clock, heard: () => heard };
}

test("what all have said is heard at once, whoever failed, and no timer is left", async () => {
  const { clock, heard } = asking([Promise.resolve("a"), failing("b"), Promise.resolve("c")], 1);
  await clock.advance(0);
  expect(heard()).toEqual(["a", "b", "c"]);
  expect(clock.pending()).toBe(0);
});

test("one that hangs is waited for a little once enough have said something, and has timed out then", async () => {
  const { clock, heard } = asking([hanging(), Promise.resolve("b"), Promise.resolve("c")], 2);
  await clock.advance(lateByMs - 1);
  expect(heard()).toBeNull();
  await clock.advance(1);
  expect(heard()).toEqual(["timeout", "b", "c"]);
});

test("one that comes a little later than enough is heard", async () => {
  const late = Promise.withResolvers<string>();
  const { clock, heard } = asking([late.promise, Promise.resolve("b"), hanging()], 1);
  await clock.advance(lateByMs - 1);
  late.resolve("a");
  await clock.advance(1);
  expect(heard()).toEqual(["a", "b", "timeout"]);
});

test("too few are waited for until the last of them has said something", async () => {
  const last = Promise.withResolvers<string>();
  const { clock, heard } = asking([last.promise, Promise.resolve("b"), failing("c")], 2);
  await clock.advance(10 * lateByMs);
  expect(heard()).toBeNull();
  last.reject(new Error("a"));
  await clock.advance(0);
  expect(heard()).toEqual(["a", "b", "c"]);
});
