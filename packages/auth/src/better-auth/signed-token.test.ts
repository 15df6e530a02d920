import { readSessionToken } from "@homeport/gate";
import { deriveKeys } from "@homeport/platform";
import { expect, test } from "vitest";
import { signCookieValue } from "./signed-token.ts";

test("the gate reads the tokens that are signed here, and no other", () => {
  const keys = deriveKeys("homeport test secret, 0123456789abcdef");
  const signed = signCookieValue("token", keys.key("better-auth").toString("base64url"));
  expect(readSessionToken(keys, signed)).toBe("token");
  expect(readSessionToken(keys, signCookieValue("token", "another secret"))).toBeNull();
});

test("a signature is taken in the one spelling in which it was given", () => {
  const keys = deriveKeys("homeport test secret, 0123456789abcdef");
  const signed = signCookieValue("token", keys.key("better-auth").toString("base64url"));
  expect(readSessionToken(keys, encodeURIComponent(signed))).toBe("token");
  for (const other of [
    `${signed}A`,
    `${signed}=`,
    `${signed}.`,
    signed.slice(0, -1),
    ` ${signed} `,
  ]) {
    expect(readSessionToken(keys, other), other).toBeNull();
  }
});
