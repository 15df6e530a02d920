import { expect, it } from "vitest";
import { closeCodes } from "./codes.ts";
import { FrameParser, goOn } from "./parser.ts";
import { randomChunks, randomInput } from "./testing/frames.ts";
import { seeded } from "./testing/seeded.ts";

const inputs = 1_000_000;
const boundMs = 60_000;
const mostHeldBytes = 65_536;

/** Reads chunks to their end; answers a summary of everything that was delivered. */
function read(chunks: Iterable<Buffer>): { seen: number; fault: number; heldBytes: number } {
  let seen = 0;
  let fault = 0;
  let heldBytes = 0;
  function note(...values: number[]): void {
    for (const value of values) seen = (Math.imul(seen, 31) + value) | 0;
  }
  const parser = new FrameParser({
    onFrame(type, fin, streamId, payload) {
      note(1, type, fin ? 1 : 0, streamId, payload.length);
      for (const byte of payload) note(byte);
      return goOn;
    },
    onData(streamId, bytes, ended) {
      for (const byte of bytes) note(2, streamId, byte);
      if (ended) note(3, streamId);
      return goOn;
    },
  });
  for (const chunk of chunks) {
    const taken = parser.feed(chunk);
    if (taken < 0) fault = -taken;
    heldBytes = Math.max(heldBytes, parser.heldBytes);
  }
  return { seen, fault, heldBytes };
}

it(`fuzzed and reordered chunks never break, block or bloat the parser`, {
  timeout: boundMs,
}, () => {
  const chance = seeded();
  for (let index = 0; index < inputs; index++) {
    const input = randomInput(chance);
    const whole = read([input]);
    const pieces = read(randomChunks(input, chance));
    const same = whole.seen === pieces.seen && whole.fault === pieces.fault;
    const bounded = whole.heldBytes <= mostHeldBytes && pieces.heldBytes <= mostHeldBytes;
    const known = whole.fault === 0 || whole.fault === closeCodes.PROTOCOL_ERROR;
    if (same && bounded && known) continue;
    expect.fail(`SEED=${chance.seed}, input ${index}: ${input.toString("hex")}`);
  }
});
