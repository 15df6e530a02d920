import { deriveKeys, systemRandom } from "@homeport/platform";
import { expect, test } from "vitest";
import { mintAppCookie, readAppCookie } from "../session-cache/app-cookie.ts";
import { clearStarts, countStart, preCookieValue, readPreCookies } from "./pre-cookie.ts";
import { safeReturnPath } from "./return-path.ts";
import { readState, signState } from "./state.ts";

const old = "homeport test secret, 0123456789abcdef";
const keys = deriveKeys(old);
const rotated = deriveKeys("another test secret, 0123456789abcdef", old);
const stranger = deriveKeys("a stranger's secret, 0123456789abcdef");
const state = {
  appId: "app",
  hostname: "notes.localhost",
  path: "/a?b=c",
  nonceHash: "n".repeat(43),
};

test("a state says what was signed, and survives a rotation of the secret", () => {
  const text = signState(keys, state);
  expect(readState(keys, text)).toEqual(state);
  expect(readState(rotated, text)).toEqual(state);
});

test("a state of a stranger, a changed one and garbage are none", () => {
  const text = signState(keys, state);
  const [payload = "", mac = ""] = text.split(".");
  const changed = Buffer.from(
    JSON.stringify({ k: keys.kid, a: "other", h: "h", p: "/", n: state.nonceHash }),
  );
  expect(readState(keys, signState(stranger, state))).toBeNull();
  expect(readState(keys, `${changed.toString("base64url")}.${mac}`)).toBeNull();
  for (const bad of ["", ".", payload, `${payload}.`, `${text}.x`, `.${mac}`, "x".repeat(5000)]) {
    expect(readState(keys, bad)).toBeNull();
  }
});

test("an app cookie is worth something on its own app alone, also after a rotation", () => {
  const { value, tokenHash } = mintAppCookie(keys, "app", systemRandom);
  expect(value).toMatch(/^v1\.[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{22}$/);
  expect(readAppCookie(keys, "app", value)).toEqual(tokenHash);
  expect(readAppCookie(rotated, "app", value)).toEqual(tokenHash);
  expect(readAppCookie(keys, "other", value)).toBeNull();
  expect(readAppCookie(stranger, "app", value)).toBeNull();
});

test.for([
  "",
  "v1",
  "v1..",
  "v2.a.b",
  "v1.x.y",
  `v1.${"A".repeat(43)}.${"A".repeat(22)}`,
  "%00",
  "null",
])("the app cookie %j is refused before any lookup", (value) => {
  expect(readAppCookie(keys, "app", value)).toBeNull();
});

test("parallel tabs share a nonce, and the fourth start in a minute is refused", () => {
  const first = countStart(null, 1000, systemRandom);
  const second = countStart(first, 1010, systemRandom);
  const third = countStart(second, 1020, systemRandom);
  expect(second?.nonce).toBe(first?.nonce);
  expect(third?.starts).toBe(3);
  expect(countStart(third, 1030, systemRandom)).toBeNull();
  expect(countStart(third, 1060, systemRandom)).toMatchObject({ nonce: first?.nonce, starts: 1 });
});

test("a success starts the count anew and keeps the nonce", () => {
  const first = countStart(null, 1000, systemRandom);
  if (first === null) throw new Error("the first start is always counted");
  const cleared = clearStarts(first, 1001);
  expect(countStart(cleared, 1002, systemRandom)).toMatchObject({ nonce: first.nonce, starts: 1 });
  expect(readPreCookies([preCookieValue(cleared), "garbage", ""])).toEqual([cleared]);
});

const origin = "http://notes.localhost:8080";

test.for([
  ["/a/b?c=d", "/a/b?c=d"],
  ["/", "/"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["\\evil", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["/a\nb", "/"],
  ["/\t/evil.example", "/"],
  ["", "/"],
  ["/.homeport/callback?t=x", "/"],
  ["/%2e%2e//evil.example", "/%2e%2e//evil.example"],
  [`/${"a".repeat(2048)}`, "/"],
] as const)("after signing in to %j a browser goes to %j", ([path, target]) => {
  expect(safeReturnPath(path, origin)).toBe(target);
  expect(new URL(safeReturnPath(path, origin), origin).origin).toBe(origin);
});
