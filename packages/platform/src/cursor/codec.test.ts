import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveKeys } from "../secret/keys.ts";
import { createCursorCodec, cursorScope } from "./codec.ts";
import { pageLimit } from "./limit.ts";

const keys = deriveKeys("homeport test secret, 0123456789abcdef");
const codec = createCursorCodec(keys);
const cursor = {
  kind: "audit.list",
  scope: "3f2a",
  position: ["2026-01-02T03:04:05.678Z", "42"],
};
const text =
  "c1.e5928061.eyJrIjoiYXVkaXQubGlzdCIsInMiOiIzZjJhIiwicCI6WyIyMDI2LTAxLTAyVDAzOjA0OjA1LjY3OFoiLCI0MiJdfQ.B7gFTTI3jtPxcw8cO_5u1Q";

test("the published vector holds", () => {
  expect(codec.encode(cursor)).toBe(text);
  expect(codec.decode(text, cursor)).toEqual(cursor.position);
});

test("a cursor is read by another replica with the same secret", () => {
  const other = createCursorCodec(deriveKeys("homeport test secret, 0123456789abcdef"));
  expect(other.decode(text, cursor)).toEqual(cursor.position);
});

test("a cursor made before a rotation is read after it", () => {
  const rotated = deriveKeys(
    "the secret after rotation, 0123456",
    "homeport test secret, 0123456789abcdef",
  );
  expect(createCursorCodec(rotated).decode(text, cursor)).toEqual(cursor.position);
});

test.each([
  ["another list", text, { ...cursor, kind: "hosts.list" }],
  ["another owner or filter", text, { ...cursor, scope: "3f2b" }],
  ["another version", text.replace("c1.", "c2."), cursor],
  ["another secret's id", text.replace("e5928061", "e5928062"), cursor],
  ["nothing", "", cursor],
  ["a part too many", `${text}.x`, cursor],
  ["over 1,024 characters", `${text}${"A".repeat(1_000)}`, cursor],
])("a cursor of %s is refused", (_what, given, expected) => {
  expect(() => codec.decode(given, expected)).toThrow(
    expect.objectContaining({ code: "CURSOR_INVALID", status: 400 }),
  );
});

test("a cursor of another secret is refused", () => {
  const other = createCursorCodec(deriveKeys("some other secret, 0123456789abcdef"));
  expect(() => other.decode(text, cursor)).toThrow(
    expect.objectContaining({ code: "CURSOR_INVALID" }),
  );
});

test("a cursor with any character changed is refused", () => {
  for (let index = 0; index < text.length; index++) {
    const changed =
      text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1);
    expect(() => codec.decode(changed, cursor)).toThrow(
      expect.objectContaining({ code: "CURSOR_INVALID" }),
    );
  }
});

test("any place comes back as it was", () => {
  const part = fc.oneof(fc.string({ maxLength: 40 }), fc.integer(), fc.constant(null));
  fc.assert(
    fc.property(
      fc.string({ maxLength: 40 }),
      fc.array(part, { maxLength: 5 }),
      (kind, position) => {
        const place = { kind, scope: "s", position };
        expect(codec.decode(codec.encode(place), place)).toEqual(position);
      },
    ),
  );
});

test("scopes differ by every part and its place", () => {
  const scopes = [
    cursorScope("a", "b"),
    cursorScope("b", "a"),
    cursorScope("ab"),
    cursorScope("a"),
  ];
  expect(new Set(scopes).size).toBe(4);
});

test("a page has 50 entries unless asked for 1 to 500", () => {
  expect([pageLimit(undefined), pageLimit(1), pageLimit(500)]).toEqual([50, 1, 500]);
  for (const limit of [0, -1, 501, 1.5, Number.NaN]) {
    expect(() => pageLimit(limit)).toThrow(expect.objectContaining({ code: "LIMIT_INVALID" }));
  }
});
