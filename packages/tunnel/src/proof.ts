import { createHash, createPublicKey, verify } from "node:crypto";

const domain = Buffer.from("homeport-tunnel-v1\0", "utf8");
/** SubjectPublicKeyInfo of an Ed25519 key, up to its 32 bytes. */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/**
 * What the agent signs: a word that keeps the signature from meaning anything elsewhere, a zero
 * byte, and the hashes of both HELLOs as they were sent. So machine, epoch and the relay's nonce are
 * bound without any canonical form of JSON.
 */
export function proofMessage(relayHello: Buffer, agentJson: Buffer): Buffer {
  return Buffer.concat([domain, sha256(relayHello), sha256(agentJson)]);
}

/** Whether `signature` over `message` was made by the key with these 32 bytes. Never throws. */
export function verifyProof(
  publicKey: Uint8Array,
  proof: { message: Buffer; signature: Buffer },
): boolean {
  if (publicKey.length !== 32) return false;
  try {
    const key = createPublicKey({
      key: Buffer.concat([spkiPrefix, publicKey]),
      format: "der",
      type: "spki",
    });
    return verify(null, proof.message, key, proof.signature);
  } catch {
    // A key that is no point of the curve proves nothing.
    return false;
  }
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
