import { createHmac, timingSafeEqual } from "node:crypto";
import type { Keys } from "@homeport/platform";
import { z } from "zod";

/** What a sign-in to an app carries from the relay to the console; nothing of it is stored. */
export interface SignInState {
  readonly appId: string;
  readonly hostname: string;
  /** Where to go afterwards: path with query. */
  readonly path: string;
  readonly nonceHash: string;
}

const payloadSchema = z.object({
  k: z.string(),
  a: z.string().min(1).max(64),
  h: z.string().min(1).max(253),
  p: z.string().min(1).max(2048),
  n: z.string().length(43),
});

/** Longest state in characters; a longer one is not ours. */
const maxStateChars = 4096;

/** `<payload>.<HMAC-SHA-256>`, both base64url; the payload names the key that signed it. */
export function signState(keys: Keys, state: SignInState): string {
  const { appId: a, hostname: h, path: p, nonceHash: n } = state;
  const payload = Buffer.from(JSON.stringify({ k: keys.kid, a, h, p, n })).toString("base64url");
  return `${payload}.${macOf(keys, payload).toString("base64url")}`;
}

/** The state, when one of our keys signed it; null for anything else. */
export function readState(keys: Keys, text: string): SignInState | null {
  const [payload, mac, rest] = text.length > maxStateChars ? [] : text.split(".");
  if (payload === undefined || mac === undefined || rest !== undefined) return null;
  const parsed = payloadSchema.safeParse(parseJson(payload));
  if (!parsed.success) return null;
  const signer = keyOf(keys, parsed.data.k);
  if (signer === null || !isMac(macOf(signer, payload), mac)) return null;
  const { a, h, p, n } = parsed.data;
  return { appId: a, hostname: h, path: p, nonceHash: n };
}

function keyOf(keys: Keys, kid: string): Keys | null {
  if (keys.kid === kid) return keys;
  return keys.previous?.kid === kid ? keys.previous : null;
}

function isMac(expected: Buffer, sent: string): boolean {
  const bytes = Buffer.from(sent, "base64url");
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function macOf(keys: Keys, payload: string): Buffer {
  return createHmac("sha256", keys.key("gate-state")).update(payload).digest();
}

function parseJson(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
