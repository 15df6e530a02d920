import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fromBase64Url,
  fromHex,
  lengthPrefixed,
  tag,
  toBase64Url,
  toHex,
  uint64,
} from "./bytes.ts";
import { readHash } from "./hash.ts";

const anyBytes = fc.uint8Array({ maxLength: 70 });

describe("base64url", () => {
  test("is what Node writes, and reads back", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = toBase64Url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64Url(text)).toEqual(bytes);
      }),
    );
  });

  test("has one form for the same bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("A", "Q", "g", "-", "_", "9") }), (text) => {
        const bytes = fromBase64Url(text);
        if (bytes !== null) expect(toBase64Url(bytes)).toBe(text);
      }),
    );
  });

  test.each(["A", "AB", "AAB", "AA==", "AA+A", "AA/A", "AA A", "AA\n", "é"])(
    "is not %j",
    (text) => {
      expect(fromBase64Url(text)).toBeNull();
    },
  );
});

test("hex is in lower case, two digits a byte", () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
    }),
  );
  for (const text of ["0", "AB", "0x", "zz", " 00"]) expect(fromHex(text)).toBeNull();
  for (const text of ["", "0x", `0x${"0".repeat(63)}`, "0".repeat(66), `0x${"F".repeat(64)}`]) {
    expect(readHash(text)).toBeNull();
  }
});

test("counters take eight bytes, and what is no counter is a fault", () => {
  expect(toHex(uint64(2 ** 53 - 1))).toBe("001fffffffffffff");
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN])
    expect(() => uint64(value)).toThrow(RangeError);
});

test("texts are bound with their length, and tags with their end", () => {
  expect(toHex(lengthPrefixed("é"))).toBe("00000002c3a9");
  expect(toHex(tag("a"))).toBe("6100");
});
