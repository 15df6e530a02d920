import { damaged } from "./damaged.ts";

const headBytes = 13;
/** Extensions of applications that say how a film runs, or in which colours. */
const applications: ReadonlySet<string> = new Set(["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]);

/** The blocks of a GIF that make its pixels and its movement, up to its end; comments and other extensions are left out. */
export function cleanGif(bytes: Buffer): Buffer[] {
  if (bytes.length < headBytes || !/^GIF8[79]a$/.test(bytes.toString("latin1", 0, 6))) {
    throw damaged("no GIF");
  }
  let at = headBytes + tableBytes(byteAt(bytes, 10));
  const parts: Buffer[] = [bytes.subarray(0, at)];
  for (;;) {
    const introducer = byteAt(bytes, at);
    if (introducer === 0x3b) return [...parts, Buffer.from([0x3b])];
    if (introducer === 0x2c) {
      const end = endOfBlocks(bytes, at + 10 + tableBytes(byteAt(bytes, at + 9)) + 1);
      parts.push(bytes.subarray(at, end));
      at = end;
    } else if (introducer === 0x21) {
      const end = endOfBlocks(bytes, at + 2);
      if (isKept(bytes, at)) parts.push(bytes.subarray(at, end));
      at = end;
    } else {
      throw damaged("a block that is none");
    }
  }
}

function isKept(bytes: Buffer, at: number): boolean {
  const label = byteAt(bytes, at + 1);
  if (label === 0xf9) return true;
  return label === 0xff && applications.has(bytes.toString("latin1", at + 3, at + 14));
}

/** Colours behind a head whose flags say so. */
function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Blocks follow each other, each behind its length, until one of no length. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from;
  for (let length = byteAt(bytes, at); length !== 0; length = byteAt(bytes, at)) at += 1 + length;
  return at + 1;
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw damaged("a block that is cut off");
  return byte;
}
