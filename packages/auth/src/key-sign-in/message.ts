import type { KeyRealm } from "./realms.ts";

/** What every line but three says, whoever asks; see `writeKeyMessage`. */
export interface MessageFacts {
  /** Public address of the console. */
  readonly webUrl: URL;
  readonly keyId: string;
  readonly realm: KeyRealm["name"];
}

export interface MessageTimes {
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const nonceForm = /^[\w-]{43}$/;

/**
 * What a key signs to sign in, in eight lines: the console's domain, what this is, the address that it is for, the key,
 * the realm, the nonce, and when it was issued and expires. So a signature holds for one sign-in at one console.
 */
export function writeKeyMessage(facts: MessageFacts, nonce: string, times: MessageTimes): string {
  return [
    facts.webUrl.host,
    "homeport key sign-in",
    `${facts.webUrl.origin}/api/keys/${facts.realm}`,
    facts.keyId,
    facts.realm,
    nonce,
    times.issuedAt.toISOString(),
    times.expiresAt.toISOString(),
  ].join("\n");
}

/**
 * The nonce of a message, or null unless it is one that this console writes for this key. When it expires is decided
 * by the row of its challenge, not by what the message says.
 */
export function readKeyNonce(message: string, facts: MessageFacts): string | null {
  const [nonce, issued, expires, ...more] = message.split("\n").slice(5);
  if (nonce === undefined || issued === undefined || expires === undefined) return null;
  if (more.length > 0 || !nonceForm.test(nonce)) return null;
  if (!instant.test(issued) || !instant.test(expires)) return null;
  const times = { issuedAt: new Date(issued), expiresAt: new Date(expires) };
  if (Number.isNaN(times.issuedAt.getTime()) || Number.isNaN(times.expiresAt.getTime()))
    return null;
  return message === writeKeyMessage(facts, nonce, times) ? nonce : null;
}
