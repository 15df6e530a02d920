import { finBit, frameTypes, headerBytes, writeHeader } from "../frame.ts";
import type { Seeded } from "./seeded.ts";

/** One frame as bytes; nothing about it has to be legal. */
export function rawFrame(typeByte: number, streamId: number, payload: Buffer): Buffer {
  const frame = Buffer.alloc(headerBytes + payload.length);
  writeHeader(frame, 0, typeByte, streamId, payload.length);
  payload.copy(frame, headerBytes);
  return frame;
}

/** OPEN of a tcp stream, all texts empty. */
export function openFrame(streamId: number, creditBytes = 262_144): Buffer {
  const payload = Buffer.alloc(16);
  payload[0] = 3;
  payload.writeUInt32BE(creditBytes, 2);
  return rawFrame(frameTypes.OPEN, streamId, payload);
}

export function windowFrame(streamId: number, creditBytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(creditBytes);
  return rawFrame(frameTypes.WINDOW, streamId, payload);
}

/** GOAWAY of a side that has accepted nothing and waits for nothing. */
export function goAwayFrame(code: number, text: string): Buffer {
  const payload = Buffer.alloc(10 + text.length);
  payload.writeUInt16BE(code);
  payload.write(text, 10);
  return rawFrame(frameTypes.GOAWAY, 0, payload);
}

const likelyBytes = new Map<number, number>([
  [frameTypes.WINDOW, 4],
  [frameTypes.RST, 6],
  [frameTypes.PING, 8],
  [frameTypes.PONG, 8],
  [frameTypes.GOAWAY, 12],
  [frameTypes.OPENED, 0],
  [frameTypes.RELEASE, 0],
]);

/** A frame that is legal more often than not, so that a fuzzed input gets far. */
export function randomFrame(chance: Seeded): Buffer {
  if (chance.chance(0.4)) {
    const fin = chance.chance(0.2) ? finBit : 0;
    return rawFrame(frameTypes.DATA | fin, 1 + chance.int(4), chance.bytes(chance.int(24)));
  }
  if (chance.chance(0.3)) return openFrame(1 + chance.int(8), chance.int(2 ** 31));
  if (chance.chance(0.05)) return rawFrame(0x30 + chance.int(16), chance.int(4), chance.bytes(9));
  if (chance.chance(0.05)) {
    const text = chance.bytes(chance.int(32));
    return rawFrame(frameTypes.NOTE, 1 + chance.int(4), text);
  }
  const type = 1 + chance.int(12);
  const streamId = type >= frameTypes.PING ? 0 : 1 + chance.int(4);
  return rawFrame(type, streamId, chance.bytes(likelyBytes.get(type) ?? chance.int(20)));
}

/** Several frames, then damaged: a changed byte, a piece cut out, or pieces in another order. */
export function randomInput(chance: Seeded): Buffer {
  const frames = Array.from({ length: 1 + chance.int(4) }, () => randomFrame(chance));
  const bytes = Buffer.concat(frames);
  const damage = chance.int(4);
  if (damage === 1) bytes[chance.int(bytes.length)] = chance.int(256);
  if (damage === 2) return bytes.subarray(chance.int(bytes.length));
  if (damage === 3) {
    const at = chance.int(bytes.length);
    return Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);
  }
  return bytes;
}

/** The same bytes in pieces of random length. */
export function* randomChunks(bytes: Buffer, chance: Seeded): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + chance.int(chance.chance(0.5) ? 4 : 64);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
