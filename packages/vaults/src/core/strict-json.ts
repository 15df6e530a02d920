import type { Json } from "./json.ts";
import { JsonReader } from "./json-reader.ts";
import { defaultMaxBytes } from "./limits.ts";
import { invalidDelta, Refusal } from "./refusal.ts";

/**
 * Reads JSON at admission. Stricter than `JSON.parse`, so that no two readers can understand different things: UTF-8
 * without a byte order mark, no key twice, no lone surrogate, at most 64 deep, integers within ±(2^53−1), no number
 * beyond the finite ones, no key `__proto__`. Throws DELTA_INVALID with the place, or TOO_LARGE.
 */
export function readStrictJson(bytes: Uint8Array, maxBytes = defaultMaxBytes): Json {
  if (bytes.length > maxBytes) throw new Refusal("TOO_LARGE", { maxBytes });
  return new JsonReader(decodeUtf8(bytes)).read();
}

/** The text of UTF-8 bytes, or DELTA_INVALID with the offset of the byte that ends it. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw invalidDelta("byte-order-mark", "", 0);
  }
  const text = tryDecode(bytes);
  if (text === null) throw invalidDelta("utf8", "", findBrokenByte(bytes));
  return text;
}

function tryDecode(bytes: Uint8Array, stream = false): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream });
  } catch {
    return null;
  }
}

/** The longest beginning that could still become UTF-8, found by halving: the decoder tells only that it failed. */
function findBrokenByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (tryDecode(bytes.subarray(0, middle), true) === null) bad = middle;
    else good = middle;
  }
  return good;
}
