import { createHmac } from "node:crypto";
import { constantTimeEqual } from "@homeport/platform";

/** RFC 6238 over SHA-1, as every authenticator app has it. */
export const stepMs = 30_000;
const digits = 6;
/** As long as the digest, as RFC 4226 recommends. */
export const secretBytes = 20;

/** The code of one time step (RFC 4226, section 5.3). */
export function totpCode(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** The newest step within one of now that has this code; null when none has. All of them are compared. */
export function matchStep(secret: Uint8Array, code: string, nowMs: number): number | null {
  const now = Math.floor(nowMs / stepMs);
  const matching = [now + 1, now, now - 1].filter((step) =>
    constantTimeEqual(totpCode(secret, step), code),
  );
  return matching[0] ?? null;
}

/** What an authenticator app reads from the picture. */
export function totpUri(secret: Uint8Array, accountName: string): string {
  const issuer = "Homeport";
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(accountName)}`;
  const query = new URLSearchParams({
    secret: base32(secret),
    issuer,
    algorithm: "SHA1",
    digits: String(digits),
    period: String(stepMs / 1000),
  });
  return `otpauth://totp/${label}?${query}`;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 without padding; five bytes are eight characters. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet.charAt(Number.parseInt(group.padEnd(5, "0"), 2))).join("");
}
