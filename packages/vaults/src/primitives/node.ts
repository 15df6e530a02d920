import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { keccak_256 as keccak256 } from "@noble/hashes/sha3.js";
import { isXOnlyPoint, recover } from "tiny-secp256k1";
import type { Primitives } from "../core/index.ts";

/** A key's DER up to the key itself (RFC 8410): `node:crypto` takes no bare one. */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** What Node has natively, and secp256k1 as WebAssembly: six times as fast as the same in JavaScript. */
export const nodePrimitives: Primitives = {
  sha256: (bytes) => createHash("sha256").update(bytes).digest(),
  keccak256,
  verifyEd25519: (publicKey, message, signature) =>
    verify(null, message, importKey(publicKey), signature),
  // Asked first, because `recover` throws for an r that is no point.
  recoverSecp256k1: (hash, signature, recovery) =>
    isXOnlyPoint(signature.subarray(0, 32)) ? recover(hash, signature, recovery, false) : null,
};

function importKey(publicKey: Uint8Array): KeyObject {
  const key = Buffer.concat([spkiPrefix, publicKey]);
  return createPublicKey({ key, format: "der", type: "spki" });
}
