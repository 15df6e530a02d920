import { expect, test } from "vitest";
import { redact, redactText } from "./redact.ts";

test.each([
  "token",
  "accessToken",
  "session_token",
  "x-homeport-key",
  "Cookie",
  "set-cookie",
  "authorization",
  "HOMEPORT_SECRET",
  "password",
  "api_key",
  "privateKey",
  "nonce",
])("the value under %s is hidden", (key) => {
  expect(redact({ [key]: "abc", nested: { [key]: ["abc"] } })).toEqual({
    [key]: "[redacted]",
    nested: { [key]: "[redacted]" },
  });
});

test("what is absent stays absent", () => {
  expect(redact({ token: null, cookie: undefined })).toEqual({ token: null, cookie: undefined });
});

test.each([
  ["postgres://ada:hunter2@db/x", "postgres://[redacted]@db/x"],
  ["redis://:hunter2@cache", "redis://[redacted]@cache"],
  ["Authorization: Bearer abcdefgh.123", "Authorization: Bearer [redacted]"],
  ["a=1; __Host-homeport=v1.abc; b=2", "a=1; __Host-homeport=[redacted]; b=2"],
  ["homeport.session_token=abc.def", "homeport.session_token=[redacted]"],
  ["key hpk_abcdefghij_secretsecret", "key [redacted]"],
  [`v1.${"a".repeat(43)}.${"b".repeat(22)}`, "[redacted]"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig", "[redacted]"],
  ["/callback?t=abc.def&x=1", "/callback?t=[redacted]&x=1"],
  ["-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", "[redacted]"],
])("%j is logged as %j", (text, expected) => {
  expect(redactText(text)).toBe(expected);
});

test("what is no secret is left alone", () => {
  const text = "GET https://notes.example.org/a?page=2 took 12 ms for ada@example.org";
  expect(redactText(text)).toBe(text);
});

test("control characters are escaped, so that no value can forge a line", () => {
  expect(redactText("a\nb\u001b[31m\u0085\u202e")).toBe("a\\u000ab\\u001b[31m\\u0085\\u202e");
});

test("strings are cut at 1,024 characters, without splitting a secret open", () => {
  expect(redactText("x".repeat(5_000))).toHaveLength(1_024);
  const text = `${"x".repeat(1_000)} Bearer ${"s".repeat(200)}`;
  expect(redactText(text)).not.toContain("sss");
});

test("errors are spelled out with code, message, stack and cause", () => {
  const cause = Object.assign(new Error("postgres://ada:hunter2@db"), { code: "ECONNREFUSED" });
  const logged = redact(new TypeError("no\nanswer", { cause }));
  expect(logged).toMatchObject({
    type: "TypeError",
    message: "no\\u000aanswer",
    stack: expect.arrayContaining([expect.stringContaining("redact.test.ts")]),
    cause: { code: "ECONNREFUSED", message: "postgres://[redacted]@db" },
  });
});

test("deep, long, circular and odd values stay within bounds", () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  expect(JSON.stringify(redact(circular)).length).toBeLessThan(200);
  expect(redact({ list: Array.from({ length: 1_000 }, (_, index) => index) })).toMatchObject({
    list: { length: 100 },
  });
  expect(
    redact({ big: 2n ** 70n, when: new Date(0), bytes: new Uint8Array(3), run: () => 1 }),
  ).toEqual({
    big: "1180591620717411303424",
    when: "1970-01-01T00:00:00.000Z",
    bytes: "[3 bytes]",
    run: undefined,
  });
});
