import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Keys, Random } from "@homeport/platform";

const kidChars = 8;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A private key as its row keeps it: `kid ‖ nonce ‖ ciphertext ‖ tag`, AES-256-GCM with table and row as associated data,
 * so that no other row can carry it. The kid says under which root secret.
 */
export function sealKey(keys: Keys, random: Random, id: string, secret: Uint8Array): Buffer {
  const nonce = random.bytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keys.key("ack-wrap"), nonce);
  cipher.setAAD(rowName(id));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([Buffer.from(keys.kid, "latin1"), nonce, sealed]);
}

/** The private key again; null where neither root secret that is known opens it. */
export function openKey(keys: Keys, id: string, sealed: Uint8Array): Buffer | null {
  const bytes = Buffer.from(sealed);
  const kid = bytes.toString("latin1", 0, kidChars);
  const own = [keys, keys.previous].find((one) => one?.kid === kid);
  if (own === undefined) return null;
  const nonce = bytes.subarray(kidChars, kidChars + nonceBytes);
  const options = { authTagLength: tagBytes };
  const decipher = createDecipheriv("aes-256-gcm", own.key("ack-wrap"), nonce, options);
  decipher.setAAD(rowName(id));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const secret = bytes.subarray(kidChars + nonceBytes, -tagBytes);
    return Buffer.concat([decipher.update(secret), decipher.final()]);
  } catch {
    return null;
  }
}

function rowName(id: string): Buffer {
  return Buffer.from(`vault_server_keys ${id}`);
}
