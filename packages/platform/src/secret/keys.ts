import { hkdfSync } from "node:crypto";
import { sha256 } from "../digest.ts";

/** Everything that a key is derived for. A new use gets a new purpose, never a shared key. */
export const keyPurposes = [
  "cursor",
  "better-auth",
  "gate-cookie",
  "gate-state",
  "pairing-code",
  "relay-link",
  "ack-wrap",
  "row-wrap",
  "webhook",
  "backup",
] as const;

export type KeyPurpose = (typeof keyPurposes)[number];

/** The keys of one root secret. */
export interface Keys {
  /** First 8 hex digits of SHA-256("homeport/kid/v1", 0x00, secret): says which secret, not what it is. */
  kid: string;
  /** 32 bytes, HKDF-SHA-256 with salt `homeport/v1` and the purpose as info. */
  key(purpose: KeyPurpose): Buffer;
  /** During a rotation: verifies and decrypts, never signs. */
  previous?: Keys;
}

export function deriveKeys(secret: string, previous?: string): Keys {
  const derived = new Map<KeyPurpose, Buffer>();
  return {
    kid: keyId(secret),
    key(purpose) {
      const key = derived.get(purpose) ?? deriveKey(secret, purpose);
      derived.set(purpose, key);
      return key;
    },
    ...(previous === undefined ? {} : { previous: deriveKeys(previous) }),
  };
}

function deriveKey(secret: string, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "homeport/v1", purpose, 32));
}

function keyId(secret: string): string {
  return sha256(`homeport/kid/v1\0${secret}`).toString("hex").slice(0, 8);
}
