import { createHmac } from "node:crypto";

/**
 * A session token in the form in which better-auth's cookie and `bearer` carry it: `<token>.<HMAC-SHA-256>`,
 * base64. The bare token is worth nothing, so a copy of the table is neither.
 */
export function signCookieValue(token: string, secret: string): string {
  return `${token}.${createHmac("sha256", secret).update(token).digest("base64")}`;
}
