import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 as keccak256 } from "@noble/hashes/sha3.js";
import type { Primitives } from "../src/core/index.ts";

/** The reference, and what a browser uses: JavaScript alone. */
export const noblePrimitives: Primitives = {
  sha256,
  keccak256,
  verifyEd25519: (publicKey, message, signature) =>
    ed25519.verify(signature, message, publicKey, { zip215: false }),
  recoverSecp256k1: (hash, signature, recovery) => {
    const parsed = secp256k1.Signature.fromBytes(signature, "compact").addRecoveryBit(recovery);
    try {
      return parsed.recoverPublicKey(hash).toBytes(false);
    } catch {
      return null;
    }
  },
};
