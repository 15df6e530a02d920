import type { Primitives } from "@homeport/vaults/core";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

/**
 * The arithmetic of devices, in JavaScript alone. That of wallets is large and seldom needed, so it is loaded when the first
 * wallet turns up: see `primitivesFor`.
 */
export const devicePrimitives: Primitives = {
  sha256,
  keccak256: refuse,
  verifyEd25519: (publicKey, message, signature) =>
    ed25519.verify(signature, message, publicKey, { zip215: false }),
  recoverSecp256k1: refuse,
};

function refuse(): never {
  throw new Error("the arithmetic of wallets is not loaded");
}

/** What checks the signatures of all of these signers. */
export async function primitivesFor(signerIds: readonly string[]): Promise<Primitives> {
  if (!signerIds.some((id) => id.startsWith("eth:"))) return devicePrimitives;
  const { walletPrimitives } = await import("./wallet-primitives.ts");
  return { ...devicePrimitives, ...walletPrimitives };
}
