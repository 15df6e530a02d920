import { expect, it } from "vitest";
import { frameTypes } from "./frame.ts";
import { defaultLimits } from "./limits.ts";
import { FrameWriter } from "./writer.ts";

const opaque = Buffer.alloc(8, 7);

/** The memory behind the pings of a hundred tunnels that rest after each. */
function memoryOfPings(beforeEach: (writer: FrameWriter) => void): number {
  const behind = new Set<ArrayBufferLike>();
  for (let tunnel = 0; tunnel < 100; tunnel++) {
    const writer = new FrameWriter(defaultLimits);
    beforeEach(writer);
    writer.ping(frameTypes.PING, opaque);
    for (const part of writer.take()) behind.add(part.buffer);
    writer.confirm();
    writer.dropSlab();
  }
  let bytes = 0;
  for (const buffer of behind) bytes += buffer.byteLength;
  return bytes;
}

it("tunnels that only ping take no slab each", () => {
  expect(memoryOfPings(() => undefined)).toBeLessThan(4 * defaultLimits.slabBytes);
});

it("tunnels that carry something do", () => {
  const carried = memoryOfPings((writer) => writer.data(1, Buffer.alloc(1_000), false));
  expect(carried).toBeGreaterThanOrEqual(100 * defaultLimits.slabBytes);
});

it("what does not fit beside a ping follows it, from a slab of its own", () => {
  const writer = new FrameWriter(defaultLimits);
  writer.ping(frameTypes.PING, opaque);
  writer.data(1, Buffer.alloc(1_000, 1), false);
  const [ping, data] = writer.take();
  expect(ping?.subarray(-opaque.length)).toEqual(opaque);
  expect(data?.subarray(-1_000)).toEqual(Buffer.alloc(1_000, 1));
});
