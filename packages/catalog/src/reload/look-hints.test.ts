import type { FeedSubscriber } from "@homeport/coordination";
import { expect, test } from "vitest";
import { hearLooks } from "./look-hints.ts";

/** A clock that rings when the test says so, and a feed that carries what the test says. */
function open(seq: number) {
  const subscribers = new Set<FeedSubscriber>();
  const rings: (() => void)[] = [];
  const hints = hearLooks(
    {
      feed: {
        subscribe(_topics, subscriber) {
          subscribers.add(subscriber);
          return () => subscribers.delete(subscriber);
        },
      },
      clock: {
        sleep: (_ms, signal) =>
          new Promise((resolve, reject) => {
            if (signal?.aborted === true) reject(signal.reason);
            rings.push(resolve);
            signal?.addEventListener("abort", () => reject(signal.reason));
          }),
      },
    },
    seq,
  );
  const say = (key: string) => {
    for (const one of subscribers) one.apply("catalog.sync", key);
  };
  const lose = () => {
    for (const one of subscribers) one.flush("reconnect");
  };
  return { hints, subscribers, say, lose, ring: () => rings.at(-1)?.() };
}

/** What has ended first: the wait, or what the test does next. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  const turn = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  return Promise.race([wait.then(() => true), turn]);
}

const never = new AbortController().signal;

test("the end of an earlier look ends no wait, and that of a later one does", async () => {
  const { hints, say } = open(7);
  const wait = hints.next(250, never);
  say("6");
  expect(await isOver(wait)).toBe(false);
  say("8");
  expect(await isOver(wait)).toBe(true);
});

test("what is said between two waits ends the second at once, and no third", async () => {
  const { hints, say, ring } = open(7);
  const first = hints.next(250, never);
  ring();
  await first;
  say("7");
  expect(await isOver(hints.next(250, never))).toBe(true);
  expect(await isOver(hints.next(250, never))).toBe(false);
});

test("a wait ends where announcements may have been missed, and with nobody left to answer", async () => {
  const { hints, lose, subscribers } = open(7);
  const wait = hints.next(250, never);
  lose();
  expect(await isOver(wait)).toBe(true);
  await expect(hints.next(250, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
  hints[Symbol.dispose]();
  expect(subscribers.size).toBe(0);
});
