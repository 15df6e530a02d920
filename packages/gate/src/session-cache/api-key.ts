import { sha256 } from "@homeport/platform";
import { headerValues, type RawHeaders } from "../read-request/raw-headers.ts";

/** What every key begins with, so that people, programs and secret scanners know one when they see it. */
export const apiKeyMark = "hpk_";

/** The mark, ten characters that may be shown again, and 256 random bits. */
const form = /^hpk_[A-Za-z0-9]{10}_[A-Za-z0-9_-]{43}$/;

/** What stands for a key wherever one is kept or looked for: the SHA-256 of the whole. Null for what is none. */
export function hashApiKey(text: string): Buffer | null {
  return form.test(text) ? sha256(text) : null;
}

export const apiKeyField = "x-homeport-key";

/**
 * The key inside of an `Authorization` value: a bearer token or the password of Basic that begins as keys do, well
 * formed or not. Null for any other value, which is none of Homeport's business.
 */
export function keyInAuthorization(value: string): string | null {
  const [, scheme = "", credentials = ""] = /^\s*(\S+)\s+(.*?)\s*$/s.exec(value) ?? [];
  const text = secretOf(scheme.toLowerCase(), credentials);
  return text?.startsWith(apiKeyMark) === true ? text : null;
}

function secretOf(scheme: string, credentials: string): string | null {
  if (scheme === "bearer") return credentials;
  if (scheme !== "basic") return null;
  const pair = Buffer.from(credentials, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

/** What a request says for a key: one text, or more than one, which nobody can choose between. */
export type SentKey = { readonly text: string } | "repeated";

/** The key of a request; null for one without, which costs no allocation. */
export function sentKey(rawHeaders: RawHeaders): SentKey | null {
  if (!mayHoldKey(rawHeaders)) return null;
  const keys = [
    ...headerValues(rawHeaders, apiKeyField),
    ...headerValues(rawHeaders, "authorization")
      .map(keyInAuthorization)
      .filter((text) => text !== null),
  ];
  const [text, second] = keys;
  if (text === undefined) return null;
  return second === undefined ? { text } : "repeated";
}

/** Whether some field could be one under which keys come: every request passes here, and most end here. */
function mayHoldKey(rawHeaders: RawHeaders): boolean {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const first = name.charCodeAt(0) | 0x20;
    if (name.length === apiKeyField.length && first === 0x78) return true;
    if (name.length === "authorization".length && first === 0x61) return true;
  }
  return false;
}
