import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";

/** A key by which a program signs in: as an operator, once it was made one, or as a signer of vaults. */
export interface SignInKey {
  readonly keyId: string;
  /** Base64url. */
  sign(message: string): string;
}

export function makeSignInKey(): SignInKey {
  return keyOf(generateKeyPairSync("ed25519").privateKey);
}

/** The key of a device that a file holds as a JSON Web Key. */
export function readSignInKey(file: string): SignInKey {
  const key = JSON.parse(readFileSync(file, "utf8"));
  return keyOf(createPrivateKey({ key, format: "jwk" }));
}

function keyOf(privateKey: KeyObject): SignInKey {
  const { x = "" } = privateKey.export({ format: "jwk" });
  return {
    keyId: `ed25519:${Buffer.from(x, "base64url").toString("hex")}`,
    sign: (message) => sign(null, Buffer.from(message), privateKey).toString("base64url"),
  };
}
