import { createPublicKey, verify } from "node:crypto";
import { enrolmentMessage, machineMessage } from "@homeport/tunnel";

const publicKeyBytes = 32;
const signatureBytes = 64;

/** The raw key behind base64url text; null when it is not 32 bytes. */
export function readPublicKey(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.length === publicKeyBytes ? bytes : null;
}

/** Whether `signature` (base64url) is this key's over the challenge; false for anything malformed. */
export function isProven(publicKey: Buffer, challenge: string, signature: string): boolean {
  return isSigned(publicKey, enrolmentMessage(challenge), signature);
}

/** Whether `signature` (base64url) is this key's word that the key which enrols is of the same machine. */
export function isVouched(
  publicKey: Buffer,
  newKey: Buffer,
  challenge: string,
  signature: string,
): boolean {
  return isSigned(publicKey, machineMessage(newKey, challenge), signature);
}

function isSigned(publicKey: Buffer, message: Buffer, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64url");
  if (bytes.length !== signatureBytes) return false;
  try {
    const jwk = { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") };
    const key = createPublicKey({ key: jwk, format: "jwk" });
    return verify(null, message, key, bytes);
  } catch {
    // Not every 32 bytes are a point on the curve.
    return false;
  }
}
