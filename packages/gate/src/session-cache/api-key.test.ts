import { expect, test } from "vitest";
import { stripRequestHeaders } from "../headers/strip-request-headers.ts";
import { hashApiKey, sentKey } from "./api-key.ts";

const key = `hpk_Ab3dEf7hJk_${"x".repeat(43)}`;
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;

test.each([
  ["X-Homeport-Key", key, key],
  ["x-homeport-KEY", "anything at all", "anything at all"],
  ["Authorization", `Bearer ${key}`, key],
  ["authorization", "bearer hpk_short", "hpk_short"],
  ["Authorization", "Bearer  hpk_with a blank ", "hpk_with a blank"],
  ["Authorization", basic(`ada:${key}`), key],
  ["Authorization", basic(`:${key}`), key],
])("%s: %s is a key, well formed or not", (name, value, text) => {
  expect(sentKey(["Host", "a", name, value])).toEqual({ text });
});

test.each([
  ["Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9"],
  ["Authorization", basic("ada:correct horse")],
  ["Authorization", basic("hpk_user:correct horse")],
  ["Authorization", `Digest username="${key}"`],
  ["X-Other-Field0", key],
  ["Accept-Range", key],
])("%s: %s is the app's own business and reaches it as it came", (name, value) => {
  const rawHeaders = ["Host", "a", name, value];
  expect(sentKey(rawHeaders)).toBeNull();
  expect(stripRequestHeaders(rawHeaders, new Set()).rawHeaders).toEqual(rawHeaders);
});

test("two keys in one request are none, since nobody can choose between them", () => {
  expect(sentKey(["X-Homeport-Key", key, "X-Homeport-Key", key])).toBe("repeated");
  expect(sentKey(["X-Homeport-Key", key, "Authorization", `Bearer ${key}`])).toBe("repeated");
});

test("no app gets a key, and a key is no spoofed header", () => {
  const rawHeaders = [
    ...["X-Homeport-Key", key, "Authorization", `Bearer ${key}`, "Accept", "*/*"],
    ...["authorization", basic(`ada:${key}`), "X-Homeport-User", "u1"],
  ];
  const stripped = stripRequestHeaders(rawHeaders, new Set());
  expect(stripped).toEqual({ rawHeaders: ["Accept", "*/*"], spoofed: 1 });
});

test.each([
  "",
  "hpk_",
  key.slice(0, -1),
  `${key}x`,
  key.replace("hpk_", "HPK_"),
  key.replace("_Ab3", "_A-3"),
  `${key} `,
])("%j is no well-formed key, so no store is asked for it", (text) => {
  expect(hashApiKey(text)).toBeNull();
});
