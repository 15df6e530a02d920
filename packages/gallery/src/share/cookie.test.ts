import { expect, test } from "vitest";
import { readShareSecrets, shareCookie } from "./cookie.ts";

const secure = new URL("https://photos.test");
const plain = new URL("http://localhost:3000");
const secret = (sign: string) => sign.repeat(43);

test("a browser keeps the newest five links, bound to this host where there is https", () => {
  const kept = ["b", "c", "d", "e", "f"].map(secret);
  const cookie = shareCookie(secure, { added: secret("a"), kept }, 60);
  expect(cookie).toMatch(
    /^__Host-homeport_share=.*; Path=\/; Max-Age=60; HttpOnly; SameSite=Lax; Secure$/,
  );
  const [pair = ""] = cookie.split(";");
  expect(readShareSecrets(`x=1; ${pair}; y=2`, secure)).toEqual(
    ["a", "b", "c", "d", "e"].map(secret),
  );
  expect(readShareSecrets(pair, plain)).toEqual([]);
  expect(shareCookie(plain, { added: secret("a"), kept: [] }, 60)).not.toContain("Secure");
});

test("what is no secret is asked for nowhere", () => {
  expect(readShareSecrets(`homeport_share=short.${secret("a")}.${"'".repeat(43)}`, plain)).toEqual([
    secret("a"),
  ]);
  expect(readShareSecrets(null, plain)).toEqual([]);
});
