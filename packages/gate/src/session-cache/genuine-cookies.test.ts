import { deriveKeys, systemRandom } from "@homeport/platform";
import { expect, test } from "vitest";
import { mintAppCookie } from "./app-cookie.ts";
import { createGenuineCookies } from "./genuine-cookies.ts";

const keys = deriveKeys("homeport test secret, 0123456789abcdef");

function mint(appId = "app") {
  return mintAppCookie(keys, appId, systemRandom);
}

test("a cookie that was genuine once is the same credential each time", () => {
  const cookies = createGenuineCookies(keys, 10);
  const { value, tokenHash } = mint();
  const first = cookies.read("app", value);
  expect(first).toEqual({ kind: "app", appId: "app", tokenHash });
  expect(cookies.read("app", value)).toBe(first);
});

test("a remembered token is worth nothing with another HMAC, or on another app", () => {
  const cookies = createGenuineCookies(keys, 10);
  const { value } = mint();
  const { value: foreign } = mint("other");
  cookies.read("app", value);
  cookies.read("other", foreign);
  const [version, token] = value.split(".");
  expect(cookies.read("app", `${version}.${token}.${"A".repeat(22)}`)).toBeNull();
  expect(cookies.read("other", value)).toBeNull();
  expect(cookies.read("app", foreign)).toBeNull();
});

test("no more cookies are remembered than were asked for, and the least recently used go first", () => {
  const cookies = createGenuineCookies(keys, 2);
  const [a, b, c] = [mint(), mint(), mint()];
  const firstA = cookies.read("app", a.value);
  const firstB = cookies.read("app", b.value);
  cookies.read("app", a.value);
  cookies.read("app", c.value);
  expect(cookies.read("app", a.value)).toBe(firstA);
  const again = cookies.read("app", b.value);
  expect(again).toEqual(firstB);
  expect(again).not.toBe(firstB);
});

test("garbage is refused each time that it comes, and drives nothing out", () => {
  const cookies = createGenuineCookies(keys, 2);
  const { value } = mint();
  const first = cookies.read("app", value);
  for (let at = 0; at < 100; at += 1) {
    const garbage = `v1.${"A".repeat(43)}.${String(at).padStart(22, "B")}`;
    expect([cookies.read("app", garbage), cookies.read("app", garbage)]).toEqual([null, null]);
  }
  expect(cookies.read("app", value)).toBe(first);
});
