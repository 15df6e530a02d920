import type { Primitives } from "@homeport/vaults/core";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 as keccak256 } from "@noble/hashes/sha3.js";

/** The arithmetic of wallets, in JavaScript alone. */
export const walletPrimitives: Pick<Primitives, "keccak256" | "recoverSecp256k1"> = {
  keccak256,
  recoverSecp256k1(hash, signature, recovery) {
    const parsed = secp256k1.Signature.fromBytes(signature, "compact").addRecoveryBit(recovery);
    try {
      return parsed.recoverPublicKey(hash).toBytes(false);
    } catch {
      // An r that is no point of the curve.
      return null;
    }
  },
};
