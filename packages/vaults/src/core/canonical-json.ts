import type { Json } from "./json.ts";
import { formatPointer } from "./json-pointer.ts";
import { ceilingBytes, maxJsonDepth } from "./limits.ts";
import { type DeltaReason, invalidDelta, Refusal } from "./refusal.ts";
import { decodeUtf8 } from "./strict-json.ts";

/**
 * The bytes of RFC 8785: no white space, members sorted by the UTF-16 units of their keys, numbers and strings as
 * ECMAScript writes them. Throws DELTA_INVALID for what is no JSON or too deep, TOO_LARGE as soon as `maxBytes` are
 * passed, so that a small value which holds one part many times costs no more than its limit.
 */
export function canonicalize(value: Json, maxBytes = ceilingBytes): Uint8Array {
  return writeJson(value, maxBytes, String);
}

/**
 * The same value in a spelling that admission reads. Canonical JSON writes 1e20 as an integer, which strict reading
 * refuses because other readers could round it; here it keeps its exponent.
 */
export function writePayload(value: Json, maxBytes = ceilingBytes): Uint8Array {
  return writeJson(value, maxBytes, (number) =>
    Number.isInteger(number) && !Number.isSafeInteger(number)
      ? number.toExponential()
      : String(number),
  );
}

/** The value of canonical bytes; DELTA_INVALID for any other spelling of it, which also finds keys that come twice. */
export function readCanonicalJson(bytes: Uint8Array): Json {
  const value = parseJson(decodeUtf8(bytes));
  const again = canonicalize(value, Math.max(bytes.length, 1));
  const isSame = again.length === bytes.length && again.every((byte, at) => byte === bytes[at]);
  if (!isSame) throw invalidDelta("not-canonical");
  return value;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidDelta("syntax");
  }
}

function writeJson(
  value: Json,
  maxBytes: number,
  writeNumber: (number: number) => string,
): Uint8Array {
  const bytes = new TextEncoder().encode(new JsonWriter(maxBytes, writeNumber).write(value));
  if (bytes.length > maxBytes) throw new Refusal("TOO_LARGE", { maxBytes });
  return bytes;
}

class JsonWriter {
  readonly #maxBytes: number;
  readonly #writeNumber: (number: number) => string;
  readonly #path: (string | number)[] = [];
  #written = 0;

  constructor(maxBytes: number, writeNumber: (number: number) => string) {
    this.#maxBytes = maxBytes;
    this.#writeNumber = writeNumber;
  }

  write(value: Json): string {
    switch (typeof value) {
      case "string":
        if (!value.isWellFormed()) throw this.#refuse("lone-surrogate");
        return this.#count(JSON.stringify(value));
      case "number":
        if (!Number.isFinite(value)) throw this.#refuse("not-json");
        return this.#count(this.#writeNumber(value));
      case "boolean":
        return this.#count(String(value));
      case "object":
        return value === null ? this.#count("null") : this.#writeContainer(value);
      default:
        throw this.#refuse("not-json");
    }
  }

  #writeContainer(value: object): string {
    if (this.#path.length >= maxJsonDepth) throw this.#refuse("depth");
    this.#count("[]");
    if (Array.isArray(value)) return `[${this.#writeElements(value)}]`;
    if (!isPlain(value)) throw this.#refuse("not-json");
    return `{${this.#writeMembers(value)}}`;
  }

  #writeElements(array: readonly Json[]): string {
    let text = "";
    // Entries name a hole as well, as undefined, which `write` refuses.
    for (const [at, element] of array.entries()) {
      text += this.#writeChild(at, element, at === 0 ? "" : ",");
    }
    return text;
  }

  #writeMembers(object: object): string {
    let text = "";
    const members = Object.entries(object).sort(([left], [right]) => (left < right ? -1 : 1));
    for (const [key, value] of members) {
      if (!key.isWellFormed()) throw this.#refuse("lone-surrogate");
      if (key === "__proto__") throw this.#refuse("forbidden-key");
      const comma = text === "" ? "" : ",";
      text += this.#writeChild(key, value, `${comma}${JSON.stringify(key)}:`);
    }
    return text;
  }

  #writeChild(token: string | number, value: Json, before: string): string {
    this.#count(before);
    this.#path.push(token);
    const text = before + this.write(value);
    this.#path.pop();
    return text;
  }

  /** UTF-8 has at least as many bytes as the text has characters, so this never stops too early. */
  #count(text: string): string {
    this.#written += text.length;
    if (this.#written > this.#maxBytes) {
      throw new Refusal("TOO_LARGE", { maxBytes: this.#maxBytes });
    }
    return text;
  }

  #refuse(reason: DeltaReason): Error {
    return invalidDelta(reason, formatPointer(this.#path));
  }
}

/** Made by a literal, by parsing or without prototype, in whatever realm; a `Date` or a `Map` is not. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
