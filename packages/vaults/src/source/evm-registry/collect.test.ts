import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { collect } from "./collect.ts";

async function double(inputs: readonly number[]): Promise<readonly number[]> {
  return inputs.map((n) => n * 2);
}

function collecting(run = double) {
  const clock = createVirtualClock();
  const runs: (readonly number[])[] = [];
  const call = collect(clock, {
    most: 3,
    windowMs: 10,
    run: (inputs: readonly number[]) => {
      runs.push(inputs);
      return run(inputs);
    },
  });
  return { clock, runs, call };
}

test("those that come within a window are one call, and each gets its own answer", async () => {
  const { clock, runs, call } = collecting();
  const first = call(1);
  await clock.advance(9);
  const second = call(2);
  await clock.advance(1);
  expect(await Promise.all([first, second])).toEqual([2, 4]);
  const third = call(3);
  await clock.advance(10);
  expect(await third).toBe(6);
  expect(runs).toEqual([[1, 2], [3]]);
});

test("as many as one call takes wait no longer, and the next begin anew", async () => {
  const { clock, runs, call } = collecting();
  expect(await Promise.all([1, 2, 3].map(call))).toEqual([2, 4, 6]);
  const fourth = call(4);
  await clock.advance(10);
  expect(await fourth).toBe(8);
  expect(runs).toEqual([[1, 2, 3], [4]]);
});

test("a call that fails is told to all whom it was for, and to nobody else", async () => {
  const { clock, call } = collecting(async (inputs) => {
    if (inputs.includes(1)) throw new Error("no");
    return inputs;
  });
  const failed = Promise.allSettled([call(1), call(2)]);
  await clock.advance(10);
  expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const after = call(5);
  await clock.advance(10);
  expect(await after).toBe(5);
});
