import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { toBase64Url } from "@homeport/vaults/core";

/** A device that signs, by the fastest that Node has: what it costs is the load's, and is not measured. */
export interface Device {
  readonly id: string;
  readonly sign: (text: string) => string;
}

export function newDevice(): Device {
  const pair = generateKeyPairSync("ed25519");
  const key = createPrivateKey(pair.privateKey.export({ format: "pem", type: "pkcs8" }));
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return {
    id: `ed25519:${spki.subarray(-32).toString("hex")}`,
    sign: (text) => toBase64Url(sign(null, Buffer.from(text), key)),
  };
}
