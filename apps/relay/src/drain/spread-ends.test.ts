import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { type Endable, spreadEnds } from "./spread-ends.ts";

/** So many that may be endless, and when each was ended. */
function spread(count: number, { spreadMs = 3_000, overMs = 4_000 } = {}) {
  const clock = createVirtualClock();
  const open = new Set<Endable>();
  const endedAtMs: number[] = [];
  const add = () => {
    const one: Endable = {
      endless: true,
      cut() {
        open.delete(one);
        endedAtMs.push(clock.monotonicMs());
      },
    };
    open.add(one);
  };
  for (let at = 0; at < count; at += 1) add();
  const ended = spreadEnds(clock, {
    list: () => [...open],
    spreadUntilMs: spreadMs,
    isOver: () => clock.monotonicMs() >= overMs,
  });
  return { clock, add, open, endedAtMs, ended };
}

test("a few end one by one with equal gaps, and are counted", async () => {
  const { clock, endedAtMs, ended } = spread(4);
  await clock.advance(4_000);
  expect(endedAtMs).toEqual([0, 750, 1_500, 2_250]);
  expect(await ended).toBe(4);
});

test("ten thousand end within the time, in every tenth of it as many", async () => {
  const { clock, endedAtMs, ended } = spread(10_000);
  await clock.advance(4_000);
  expect(await ended).toBe(10_000);
  const tenths = Array.from({ length: 10 }, (_, at) => {
    const inTenth = (atMs: number) => Math.floor(atMs / 300) === at;
    return endedAtMs.filter(inTenth).length;
  });
  expect(endedAtMs.length).toBe(10_000);
  expect(Math.min(...tenths)).toBeGreaterThan(900);
  expect(Math.max(...tenths)).toBeLessThan(1_100);
});

test("what turns out to be endless when the time to spread is over ends at the next look", async () => {
  const { clock, add, open, endedAtMs } = spread(0);
  await clock.advance(3_500);
  for (let at = 0; at < 30; at += 1) add();
  await clock.advance(60);
  expect([open.size, endedAtMs.length]).toEqual([0, 30]);
});

test("nothing is ended when it is over", async () => {
  const { clock, add, open, ended } = spread(0, { overMs: 1_000 });
  await clock.advance(1_000);
  add();
  await clock.advance(1_000);
  expect([open.size, await ended]).toEqual([1, 0]);
});
