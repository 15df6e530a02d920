/** What every body consists of, so that each of its bytes can be judged by its place. */
const word = "homeport";
export const patternBytes = 262_144;
const pattern = Buffer.alloc(patternBytes + word.length, word);

/** The bytes of a body that begin at `offset`; at most `patternBytes`. */
export function patternAt(offset: number, size: number): Buffer {
  const from = offset % word.length;
  return pattern.subarray(from, from + size);
}

/** Whether these bytes are those of a body at `offset`. */
export function isPattern(bytes: Uint8Array, offset: number): boolean {
  for (let at = 0; at < bytes.length; at += patternBytes) {
    const part = bytes.subarray(at, at + patternBytes);
    if (Buffer.compare(part, patternAt(offset + at, part.length)) !== 0) return false;
  }
  return true;
}
