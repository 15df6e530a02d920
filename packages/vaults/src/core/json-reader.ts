import type { Json } from "./json.ts";
import { formatPointer } from "./json-pointer.ts";
import { maxJsonDepth } from "./limits.ts";
import { type DeltaReason, invalidDelta } from "./refusal.ts";

const space = /[\t\n\r ]*/y;
const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const fourHex = /^[0-9a-fA-F]{4}$/;

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Reads one text by the grammar of RFC 8259 and the rules of `readStrictJson`. Recursion ends at the greatest depth. */
export class JsonReader {
  readonly #text: string;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Json {
    const value = this.#readValue();
    if (this.#peek() !== "") throw this.#refuse("syntax");
    return value;
  }

  #readValue(): Json {
    switch (this.#peek()) {
      case "{":
        return this.#readObject();
      case "[":
        return this.#readArray();
      case '"':
        return this.#readString();
      case "t":
        return this.#readWord("true", true);
      case "f":
        return this.#readWord("false", false);
      case "n":
        return this.#readWord("null", null);
      default:
        return this.#readNumber();
    }
  }

  #readObject(): Json {
    const object: Record<string, Json> = {};
    this.#open();
    if (this.#take("}")) return object;
    do {
      const key = this.#readKey(object);
      this.#path.push(key);
      object[key] = this.#readValue();
      this.#path.pop();
    } while (this.#take(","));
    this.#expect("}");
    return object;
  }

  #readKey(object: Readonly<Record<string, Json>>): string {
    if (this.#peek() !== '"') throw this.#refuse("syntax");
    const start = this.#at;
    const key = this.#readString();
    const reason = reasonAgainstKey(object, key);
    if (reason !== null) {
      this.#path.push(key);
      this.#at = start;
      throw this.#refuse(reason);
    }
    this.#expect(":");
    return key;
  }

  #readArray(): Json {
    const array: Json[] = [];
    this.#open();
    if (this.#take("]")) return array;
    do {
      this.#path.push(array.length);
      array.push(this.#readValue());
      this.#path.pop();
    } while (this.#take(","));
    this.#expect("]");
    return array;
  }

  #readString(): string {
    const start = this.#at;
    this.#at += 1;
    let value = "";
    let from = this.#at;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      // Also at the end of the text, where the code is NaN.
      if (!(code >= 0x20)) throw this.#refuse("syntax");
      if (code === 0x5c) {
        value += this.#text.slice(from, this.#at) + this.#readEscape();
        from = this.#at;
      } else {
        this.#at += 1;
      }
    }
    value += this.#text.slice(from, this.#at);
    if (!value.isWellFormed()) {
      this.#at = start;
      throw this.#refuse("lone-surrogate");
    }
    this.#at += 1;
    return value;
  }

  #readEscape(): string {
    const letter = this.#text[this.#at + 1] ?? "";
    if (letter === "u") {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!fourHex.test(digits)) throw this.#refuse("syntax");
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meant = shortEscapes[letter];
    if (meant === undefined) throw this.#refuse("syntax");
    this.#at += 2;
    return meant;
  }

  #readNumber(): number {
    number.lastIndex = this.#at;
    const found = number.exec(this.#text);
    if (found === null) throw this.#refuse("syntax");
    const [literal, fraction, exponent] = found;
    const value = Number(literal);
    const isInteger = fraction === undefined && exponent === undefined;
    if (isInteger && !Number.isSafeInteger(value)) throw this.#refuse("integer-range");
    if (!Number.isFinite(value)) throw this.#refuse("number-overflow");
    this.#at += literal.length;
    return value;
  }

  #readWord<T extends Json>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#refuse("syntax");
    this.#at += word.length;
    return value;
  }

  /** Steps into an array or object: the path is as long as what is already open. */
  #open(): void {
    if (this.#path.length >= maxJsonDepth) throw this.#refuse("depth");
    this.#at += 1;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw this.#refuse("syntax");
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  /** The next character that is no white space; empty at the end of the text. */
  #peek(): string {
    space.lastIndex = this.#at;
    space.test(this.#text);
    this.#at = space.lastIndex;
    return this.#text[this.#at] ?? "";
  }

  #refuse(reason: DeltaReason): Error {
    return invalidDelta(reason, formatPointer(this.#path), this.#at);
  }
}

function reasonAgainstKey(object: Readonly<Record<string, Json>>, key: string): DeltaReason | null {
  if (key === "__proto__") return "forbidden-key";
  return Object.hasOwn(object, key) ? "duplicate-key" : null;
}
