import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { type Keys, type Random, sealBytes, sha256 } from "@homeport/platform";
import { identityKeys } from "../sealed-columns.ts";

/** An identity's key pair as it is stored: the private half only in wrapped form. */
export interface StoredKeyPair {
  /** Raw Ed25519, 32 bytes. */
  readonly publicKey: Buffer;
  readonly privateKeyEncrypted: Buffer;
  /** Base32 of SHA-256 of the raw public key, 52 characters. */
  readonly fingerprint: string;
}

/** Makes the key pair of one identity. `rowId` goes into the wrapping, so that no other row can carry it. */
export function makeKeyPair(keys: Keys, random: Random, rowId: string): StoredKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = rawPublicKey(publicKey);
  const der = privateKey.export({ type: "pkcs8", format: "der" });
  return {
    publicKey: raw,
    privateKeyEncrypted: sealBytes({ keys, random }, { column: identityKeys, rowId }, der),
    fingerprint: fingerprintOf(raw),
  };
}

export function fingerprintOf(rawKey: Uint8Array): string {
  return base32(sha256(rawKey));
}

/** The last 32 bytes of the DER form are the key itself. */
function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" }).subarray(-32);
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648 base32, lower case, without padding. */
function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31] ?? "";
    }
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + (alphabet[(value << (5 - bits)) & 31] ?? "");
}
