import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createEnsureRunning, type StartOutcome } from "./ensure-running.ts";

const starting: StartOutcome = { kind: "starting", generation: 1, isNew: true };

function openStarter() {
  const clock = createVirtualClock();
  const asked: string[] = [];
  let answer: () => Promise<StartOutcome> = async () => starting;
  const ensureRunning = createEnsureRunning({
    clock,
    request: (appId) => {
      asked.push(appId);
      return answer();
    },
  });
  return { clock, asked, ensureRunning, answerWith: (next: typeof answer) => (answer = next) };
}

test("an app is asked for at most once in five seconds, and whoever comes later learns the same", async () => {
  const { clock, asked, ensureRunning } = openStarter();
  expect(await ensureRunning("a")).toBe(starting);
  await clock.advance(4_999);
  expect(await ensureRunning("a")).toBe(starting);
  expect(asked).toEqual(["a"]);
  await clock.advance(1);
  await ensureRunning("a");
  expect(asked).toEqual(["a", "a"]);
});

test("one app's start never keeps another from starting", async () => {
  const { asked, ensureRunning } = openStarter();
  await ensureRunning("a");
  await ensureRunning("b");
  expect(asked).toEqual(["a", "b"]);
});

test("whoever asks while a start is in flight waits for its outcome, and learns its failure", async () => {
  const { asked, ensureRunning, answerWith } = openStarter();
  answerWith(() => Promise.reject(new Error("the store is busy")));
  const waiting = [ensureRunning("a"), ensureRunning("a")];
  const outcomes = await Promise.allSettled(waiting);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  answerWith(async () => starting);
  expect(await ensureRunning("a")).toBe(starting);
  expect(asked).toEqual(["a", "a"]);
});
