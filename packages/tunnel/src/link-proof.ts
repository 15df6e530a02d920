import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** A key that both relays derive from the root secret they share. */
export interface LinkKey {
  /** Which root secret it comes from. */
  readonly kid: string;
  readonly key: Buffer;
}

/** The word of each side keeps one side's proof from being played back as the other's. */
const words = { dialler: "homeport-link-v1 dialler\0", owner: "homeport-link-v1 owner\0" };

export type LinkRole = keyof typeof words;

/** HMAC-SHA256 over the side's word and the digests of both HELLOs as they were sent. */
export function linkProof(key: Buffer, role: LinkRole, offer: Buffer, answer: Buffer): Buffer {
  return createHmac("sha256", key)
    .update(words[role])
    .update(createHash("sha256").update(offer).digest())
    .update(createHash("sha256").update(answer).digest())
    .digest();
}

/** The key, of those that are good here, that made this proof; null when none did. In constant time for each key. */
export function findProvingKey(
  keys: readonly LinkKey[],
  proof: Buffer,
  proofWith: (key: Buffer) => Buffer,
): LinkKey | null {
  for (const candidate of keys) {
    const expected = proofWith(candidate.key);
    if (proof.length === expected.length && timingSafeEqual(proof, expected)) return candidate;
  }
  return null;
}
