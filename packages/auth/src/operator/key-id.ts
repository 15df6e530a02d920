import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { z } from "zod";

/** The name of an operator's key: its algorithm and the 32 bytes of its public half. */
export const keyIdSchema = z.string().regex(/^ed25519:[0-9a-f]{64}$/);

/** SubjectPublicKeyInfo of an Ed25519 key, up to its 32 bytes. */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/**
 * The points of small order, without the bit of the sign, and how else two of them can be written: for each of these
 * there are signatures that nobody had to make.
 */
const weakKeys: ReadonlySet<string> = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/** Whether a key of this name can sign anybody in. */
export function isUsableKey(keyId: string): boolean {
  return keyIdSchema.safeParse(keyId).success && !weakKeys.has(unsigned(publicBytes(keyId)));
}

/** Whether this key signed the message; `signature` is base64url. Never throws. */
export function isSignedBy(keyId: string, message: string, signature: string): boolean {
  if (!isUsableKey(keyId) || !/^[\w-]{86}$/.test(signature)) return false;
  try {
    return verify(null, Buffer.from(message), publicKeyOf(keyId), decode(signature));
  } catch {
    // What is no point of the curve has signed nothing.
    return false;
  }
}

function decode(text: string): Buffer {
  return Buffer.from(text, "base64url");
}

function publicKeyOf(keyId: string): KeyObject {
  const key = Buffer.concat([spkiPrefix, publicBytes(keyId)]);
  return createPublicKey({ key, format: "der", type: "spki" });
}

function publicBytes(keyId: string): Buffer {
  return Buffer.from(keyId.slice("ed25519:".length), "hex");
}

function unsigned(bytes: Buffer): string {
  const copy = Buffer.from(bytes);
  copy[31] = (copy[31] ?? 0) & 0x7f;
  return copy.toString("hex");
}
