import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Keys, Random } from "@homeport/platform";

const kidChars = 8;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A text as it is kept in one row: `kid.` and base64url of `nonce ‖ ciphertext ‖ tag`, AES-256-GCM with table and row
 * as associated data, so that no other row can carry it.
 */
export function sealText(keys: Keys, random: Random, row: string, text: string): string {
  const nonce = Buffer.from(random.bytes(nonceBytes));
  const cipher = createCipheriv("aes-256-gcm", keys.key("row-wrap"), nonce);
  cipher.setAAD(Buffer.from(row));
  const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final()]);
  return `${keys.kid}.${Buffer.concat([sealed, cipher.getAuthTag()]).toString("base64url")}`;
}

/** The text again, under the root secret that it was sealed with; throws when none of ours fits. */
export function openText(keys: Keys, row: string, sealed: string): string {
  const own = [keys, keys.previous].find((one) => one?.kid === sealed.slice(0, kidChars));
  if (own === undefined) throw new Error(`${row} is sealed under a secret that is not known`);
  const bytes = Buffer.from(sealed.slice(kidChars + 1), "base64url");
  const decipher = createDecipheriv(
    "aes-256-gcm",
    own.key("row-wrap"),
    bytes.subarray(0, nonceBytes),
    { authTagLength: tagBytes },
  );
  decipher.setAAD(Buffer.from(row));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
  return Buffer.concat([text, decipher.final()]).toString("utf8");
}
