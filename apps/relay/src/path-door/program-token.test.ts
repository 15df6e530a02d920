import { expect, test } from "vitest";
import { takeToken } from "./program-token.ts";

const key = `hpk_Ab3dEf7hJk_${"x".repeat(43)}`;
const basic = `Basic ${Buffer.from(`ci:${key}`).toString("base64")}`;

test.each([
  ["X-Homeport-Key", key],
  ["Authorization", `Bearer ${key}`],
  ["Authorization", basic],
])("a key in %s is taken out, and the app gets none of it", (name, value) => {
  const taken = takeToken([name, value, "Accept", "*/*", "Cookie", "a=1"]);
  expect(taken).toEqual({ token: key, ticket: null, rawHeaders: ["Accept", "*/*"] });
});

test("what is no key in Authorization stays for the app beside a key", () => {
  const fields = ["X-Homeport-Key", key, "Authorization", "Bearer of the app"];
  expect(takeToken(fields)).toMatchObject({ token: key, rawHeaders: fields.slice(2) });
});

test.each([
  [["X-Homeport-Key", key, "X-Homeport-Key", key]],
  [["X-Homeport-Key", key, "Authorization", `Bearer ${key}`]],
  [["X-Homeport-Key", "a session token", "Authorization", basic]],
])("two credentials, of which the app would get one, are refused", (fields) => {
  expect(() => takeToken(fields)).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
});
