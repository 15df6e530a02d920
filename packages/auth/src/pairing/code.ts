import { createHmac } from "node:crypto";
import { type Keys, newToken, type Random, sha256 } from "@homeport/platform";

/** Crockford's base32: no I, L, O, U, so that a code can be read aloud and typed. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeChars = 8;
const groupChars = 4;
const tokenBytes = 16;

/** A new code: 8 characters (40 random bits) as XXXX-XXXX. */
export function makePairingCode(random: Random): string {
  const bytes = random.bytes(codeChars);
  const chars = Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join("");
  return `${chars.slice(0, groupChars)}-${chars.slice(groupChars)}`;
}

/**
 * The digest under which a code is kept; spaces, hyphens, case and look-alikes do not matter. Null for no code. It is
 * keyed, since 40 bits are soon tried by whoever holds a copy of the table.
 */
export function digestPairingCode(keys: Keys, text: string): Buffer | null {
  const normal = text
    .toUpperCase()
    .replace(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  const valid = normal.length === codeChars && [...normal].every((char) => alphabet.includes(char));
  return valid ? createHmac("sha256", keys.key("pairing-code")).update(normal).digest() : null;
}

/** What a QR picture carries instead of the code: 128 random bits, 22 characters. */
export function makeQrToken(random: Random): string {
  return newToken(random, tokenBytes);
}

/** The hash of a QR token; null for what cannot be one. */
export function hashQrToken(text: string): Buffer | null {
  return /^[A-Za-z0-9_-]{22}$/.test(text) ? sha256(`homeport/pairing-qr/v1\0${text}`) : null;
}
