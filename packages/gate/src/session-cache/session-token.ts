import { createHmac } from "node:crypto";
import { constantTimeEqual, type Keys } from "@homeport/platform";

/**
 * The session token inside of what a program sends, or null when its signature is not ours: garbage ends here,
 * before any lookup. The form is that of better-auth's signed cookie, `<token>.<HMAC-SHA-256, base64>`, which some
 * clients percent-encode.
 */
export function readSessionToken(keys: Keys, value: string): string | null {
  const signed = decoded(value);
  const at = signed.lastIndexOf(".");
  if (at <= 0) return null;
  const token = signed.slice(0, at);
  const secret = keys.key("better-auth").toString("base64url");
  const expected = createHmac("sha256", secret).update(token).digest("base64");
  // Compared as text: base64 has many spellings of the same bytes, and only one of them was ever given out.
  return constantTimeEqual(signed.slice(at + 1), expected) ? token : null;
}

function decoded(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
