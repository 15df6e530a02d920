import { type Random, sha256 } from "@homeport/platform";

/** What a link's address carries, taken apart; the store knows the secret's hash alone. */
export interface LinkSecret {
  readonly linkId: string;
  readonly secretHash: Buffer;
}

const form = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/;

/** A new secret of 256 random bits, and what the store keeps of it. */
export function mintLinkSecret(random: Random): {
  readonly secret: string;
  readonly secretHash: Buffer;
} {
  const secret = Buffer.from(random.bytes(32)).toString("base64url");
  return { secret, secretHash: sha256(secret) };
}

/** Reads `<id>.<secret>`; null for what is no link, which is worth no question to the store. */
export function readLinkSecret(text: string): LinkSecret | null {
  const match = form.exec(text);
  if (match === null) return null;
  const [, linkId = "", secret = ""] = match;
  return { linkId, secretHash: sha256(secret) };
}
