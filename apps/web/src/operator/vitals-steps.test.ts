import { expect, test } from "vitest";
import { addBeat, type Beat, mostBeats, stepsOf, vitalFigures } from "./vitals-steps.ts";

function beat(seconds: number, eventLoopLagMs: number | null = 3): Beat {
  const pool = { inUse: 2, waiting: 0, max: 20 };
  const rest = {
    feedAgeMs: 40,
    feedGaps: 0,
    clockOffsetMs: 0,
    redisUp: true,
    jobs: null,
    limits: null,
    tunnels: null,
    memoryBytes: 104_857_600,
  };
  return { at: new Date(seconds * 1_000), vitals: { pool, eventLoopLagMs, ...rest } };
}

const [pool, lag, memory] = vitalFigures;

test("a row that is read again adds no step, a newer beat does", () => {
  const one = addBeat([], beat(5));
  expect(addBeat(one, beat(5))).toBe(one);
  expect(addBeat(one, beat(4))).toBe(one);
  expect(addBeat(one, beat(10)).map(({ at }) => at.getTime())).toEqual([5_000, 10_000]);
});

test("beats between two steps are one bar, with the latest figures", () => {
  const beats = [beat(5, 1), beat(6, 2), beat(9, 3), beat(10, 4)];
  const kept = beats.reduce<readonly Beat[]>(addBeat, []);
  expect(kept.map(({ at, vitals }) => [at.getTime(), vitals.eventLoopLagMs])).toEqual([
    [5_000, 3],
    [10_000, 4],
  ]);
});

test("the last five minutes are kept", () => {
  const beats = Array.from({ length: 70 }, (_, index) => beat(index * 5));
  const kept = beats.reduce<readonly Beat[]>(addBeat, []);
  expect(kept).toHaveLength(mostBeats);
  expect(kept.at(-1)).toBe(beats.at(-1));
});

test("a chart is five minutes wide from the start, and empty before the page was opened", () => {
  if (lag === undefined) throw new Error("no figure");
  const steps = stepsOf([beat(600), beat(605, 7)], lag);
  expect(steps).toHaveLength(mostBeats);
  expect(steps.slice(-2)).toMatchObject([
    { parts: [3], text: "3 ms" },
    { parts: [7], text: "7 ms" },
  ]);
  expect(steps[0]).toMatchObject({ parts: [0], text: "before this page was opened" });
  const times = steps.map(({ at }) => at.getTime());
  expect(new Set(times).size).toBe(mostBeats);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test("what a replica does not tell is said to be unknown", () => {
  if (lag === undefined || memory === undefined || pool === undefined) throw new Error("no figure");
  expect(stepsOf([beat(5, null)], lag).at(-1)).toMatchObject({ parts: [0], text: "not known" });
  expect(memory.say(beat(5).vitals)).toBe("100 MiB");
  expect(pool.say(beat(5).vitals)).toBe("2 of 20, 0 waiting");
});
