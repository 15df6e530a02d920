import { deriveKeys, systemRandom } from "@homeport/platform";
import { expect, test } from "vitest";
import { openText, sealText } from "./sealed-text.ts";

const old = deriveKeys("the old root secret, 0123456789abcdef");
const keys = deriveKeys(
  "the new root secret, 0123456789abcdef",
  "the old root secret, 0123456789abcdef",
);

test("a sealed text opens in its own row, and does not show", () => {
  const sealed = sealText(keys, systemRandom, "two_factors ada", "a secret");
  expect(sealed).not.toContain("secret");
  expect(openText(keys, "two_factors ada", sealed)).toBe("a secret");
  expect(() => openText(keys, "two_factors bob", sealed)).toThrow();
});

test("what the previous secret sealed opens during a rotation, and what a stranger's did never", () => {
  const sealed = sealText(old, systemRandom, "row", "a secret");
  expect(openText(keys, "row", sealed)).toBe("a secret");
  const foreign = sealText(deriveKeys("x".repeat(32)), systemRandom, "row", "a secret");
  expect(() => openText(keys, "row", foreign)).toThrow("not known");
});

test("a changed byte opens nothing", () => {
  const sealed = sealText(keys, systemRandom, "row", "a secret");
  const bytes = Buffer.from(sealed.slice(9), "base64url");
  bytes.writeUInt8(bytes.readUInt8(14) ^ 1, 14);
  expect(() => openText(keys, "row", `${keys.kid}.${bytes.toString("base64url")}`)).toThrow();
});
