import { toBase64Url } from "@homeport/vaults/core";
import { expect, test } from "vitest";
import { readPayload, stepsOf } from "./payload.ts";

const change = (kind: string, text: string) => ({
  ...{ kind, payloadBase64: toBase64Url(new TextEncoder().encode(text)) },
});

const state = { a: 1, b: { c: 2 } };
const step = { op: "replace", path: "/b/c", before: 2, after: 3 };

test.each([
  ["json-patch@1", '[{"op":"replace","path":"/b/c","value":3}]'],
  ["merge-patch@1", '{"b":{"c":3}}'],
  ["replace@1", '{"a":1,"b":{"c":3}}'],
])("a change of kind %s is shown step by step", (kind, text) => {
  expect(stepsOf(change(kind, text), state)).toEqual([step]);
});

test("a change that does not fit the document, or is none of it, has no steps", () => {
  const missing = '[{"op":"remove","path":"/x"}]';
  expect(stepsOf(change("json-patch@1", missing), state)).toBeNull();
  expect(stepsOf(change("roster@1", "{}"), state)).toBeNull();
});

test("what is sealed is not read", () => {
  expect(readPayload(change("sealed@1", "{}"))).toBeUndefined();
});
