import { describe, expect, test } from "vitest";
import { LineReader } from "./line-reader.ts";
import { readMessage } from "./read-message.ts";

describe("lines", () => {
  test("are the same however they are cut", () => {
    const text = Buffer.from('{"a":1}\n{"ü":2}\n\nrest');
    for (const size of [1, 2, 3, 100]) {
      const reader = new LineReader(100);
      const lines: string[] = [];
      for (let at = 0; at < text.length; at += size) {
        lines.push(...(reader.push(text.subarray(at, at + size)) ?? []));
      }
      expect(lines).toEqual(['{"a":1}', '{"ü":2}', ""]);
    }
  });

  test("are bounded, with and without an end", () => {
    expect(new LineReader(4).push(Buffer.from("12345"))).toBeNull();
    expect(new LineReader(4).push(Buffer.from("12345\n"))).toBeNull();
    expect(new LineReader(4).push(Buffer.from("1234\n1234\n"))).toEqual(["1234", "1234"]);
  });
});

describe("a message", () => {
  test("that is known is read", () => {
    const line = '{"type":"targets","targets":[{"appId":"a","error":null,"atMs":1}]}';
    expect(readMessage(line)).toMatchObject({ kind: "message", message: { type: "targets" } });
  });

  test.each([
    ["an unknown type", '{"type":"new","id":"1"}', { error: "unknown", id: "1" }],
    [
      "a known type with a missing field",
      '{"type":"apps.declare","id":"1"}',
      { error: "invalid", id: "1" },
    ],
    [
      "a known type with one field too many",
      '{"type":"targets","targets":[],"x":1}',
      { error: "invalid" },
    ],
    ["no type", '{"id":"1"}', { error: "invalid", id: "1" }],
    ["an id that is none", '{"type":"new","id":7}', { error: "invalid" }],
    ["no object", "[]", { error: "invalid" }],
    ["no JSON", "{", { error: "invalid" }],
  ])("with %s is answered", (_name, line, error) => {
    expect(readMessage(line)).toEqual({ kind: "error", error });
  });
});
