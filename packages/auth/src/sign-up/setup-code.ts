import { createHmac } from "node:crypto";
import { constantTimeEqual, type Keys } from "@homeport/platform";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The code without which nobody becomes the first person of a production installation: 16 characters in groups of
 * four. It follows from the root secret, so every replica knows the same one and nothing is stored.
 */
export function setupCode(keys: Keys): string {
  const digest = createHmac("sha256", keys.key("better-auth")).update("setup code v1").digest();
  const characters = [...digest.subarray(0, 16)].map((byte) => alphabet.charAt(byte & 31));
  return (characters.join("").match(/.{4}/g) ?? []).join("-");
}

/** Whether somebody typed the code; case, spaces and hyphens are forgiven. */
export function isSetupCode(keys: Keys, typed: string): boolean {
  const plain = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");
  return constantTimeEqual(plain(typed), plain(setupCode(keys)));
}
