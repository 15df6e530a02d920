import { expect, test } from "vitest";
import { judgeCredential } from "./judge-credential.ts";

const secrets = { current: "c".repeat(32), previous: "p".repeat(32) };
const judge = (headers: Record<string, string>, known: typeof secrets | null = secrets) =>
  judgeCredential(new Headers(headers), known);

test.each([
  {},
  { authorization: "" },
  { authorization: "Bearer" },
  { authorization: "Bearer " },
  { authorization: `Basic ${secrets.current}` },
  { authorization: "Basic x", "webhook-signature": "v1,x" },
  { "x-hub-signature-256": "" },
])("no credential is none, whether or not a secret is set: %j", (headers) => {
  expect(judge(headers as Record<string, string>)).toBe("none");
  expect(judge(headers as Record<string, string>, null)).toBe("none");
});

test.each([
  { authorization: "Bearer x" },
  { "webhook-signature": "v1,x" },
  { "x-hub-signature-256": "sha256=00" },
])("some credential without a secret is told so, and with one it is wrong: %j", (headers) => {
  expect(judge(headers as Record<string, string>, null)).toBe("unset");
  expect(judge(headers as Record<string, string>)).toBe("wrong");
});

test.each([secrets.current, secrets.previous])("the secret and the one before pass", (secret) => {
  expect(judge({ authorization: `Bearer ${secret}` })).toBe("right");
  expect(judge({ authorization: `bearer ${secret}` })).toBe("right");
  expect(judge({ authorization: `Bearer ${secret}x` })).toBe("wrong");
  expect(judge({ authorization: `Bearer ${secret.slice(1)}x` })).toBe("wrong");
  expect(judge({ authorization: `Bearer ${"\u00e4".repeat(32)}` })).toBe("wrong");
});

test("without an earlier secret only the current one passes", () => {
  const alone = { ...secrets, previous: null };
  expect(judgeCredential(new Headers({ authorization: `Bearer ${secrets.previous}` }), alone)).toBe(
    "wrong",
  );
});
