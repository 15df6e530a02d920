import { createHmac } from "node:crypto";
import { constantTimeEqual, type Keys } from "@homeport/platform";

/**
 * The session token inside of what a program sends, or null when its signature is not ours: garbage ends here,
 * before any lookup. The form is that of better-auth's signed cookie, `<token>.<HMAC-SHA-256, base64>`, which some
 * clients percent-encode. The previous secret still verifies.
 */
export function readSessionToken(keys: Keys, value: string): string | null {
  const signed = decoded(value);
  const at = signed.lastIndexOf(".");
  if (at <= 0) return null;
  const token = signed.slice(0, at);
  return isSignedBy(keys, token, signed.slice(at + 1)) ? token : null;
}

/** Compared as text: base64 has many spellings of the same bytes, and only one of them was ever given out. */
function isSignedBy(keys: Keys, token: string, signature: string): boolean {
  const secret = keys.key("better-auth").toString("base64url");
  const expected = createHmac("sha256", secret).update(token).digest("base64");
  if (constantTimeEqual(signature, expected)) return true;
  return keys.previous !== undefined && isSignedBy(keys.previous, token, signature);
}

function decoded(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
