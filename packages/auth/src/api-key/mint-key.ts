import { apiKeyMark, hashApiKey } from "@homeport/gate";
import type { Random } from "@homeport/platform";

/** A new key: the text that its maker gets once, the part that may be shown again, and what the store keeps. */
export interface MintedKey {
  readonly text: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz23456789";
const nameChars = 10;
const secretBytes = 32;

/** `hpk_<10 characters>_<256 random bits>`. */
export function mintKey(random: Random): MintedKey {
  // What names a key is no secret, so that some letters come a little more often does not matter.
  const name = [...random.bytes(nameChars)]
    .map((byte) => alphabet[byte % alphabet.length])
    .join("");
  const prefix = `${apiKeyMark}${name}`;
  const text = `${prefix}_${Buffer.from(random.bytes(secretBytes)).toString("base64url")}`;
  const secretHash = hashApiKey(text);
  if (secretHash === null) throw new Error("A key that was just made is not well formed");
  return { text, prefix, secretHash };
}
