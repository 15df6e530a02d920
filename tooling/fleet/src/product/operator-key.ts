import { generateKeyPairSync, sign } from "node:crypto";

/** A key by which a program signs in as an operator, once it was made one. */
export interface OperatorKey {
  readonly keyId: string;
  /** Base64url. */
  sign(message: string): string;
}

export function makeOperatorKey(): OperatorKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const bytes = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return {
    keyId: `ed25519:${bytes.toString("hex")}`,
    sign: (message) => sign(null, Buffer.from(message), privateKey).toString("base64url"),
  };
}
