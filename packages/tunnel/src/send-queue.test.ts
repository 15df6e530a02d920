import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { SendQueue } from "./send-queue.ts";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const chunkBytes = 64 * 1_024;

it("gives its bytes back in order, a piece at a time or less", () => {
  const queue = new SendQueue();
  for (let at = 0; at < 200; at += 1) queue.push(Buffer.from([at, at]));
  const taken: number[] = [];
  while (queue.bytes > 0) taken.push(...queue.take(taken.length % 2 === 0 ? 1 : 2));
  expect(taken).toEqual(Array.from({ length: 400 }, (_, at) => Math.floor(at / 2)));
});

it("keeps nothing of what was taken, though something always waits", () => {
  const queue = new SendQueue();
  const outside = () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  queue.push(Buffer.alloc(chunkBytes));
  const before = outside();
  for (let times = 0; times < 60; times += 1) {
    queue.push(Buffer.alloc(chunkBytes));
    queue.take(chunkBytes);
  }
  expect(queue.bytes).toBe(chunkBytes);
  expect(outside() - before).toBeLessThan(8 * chunkBytes);
});
