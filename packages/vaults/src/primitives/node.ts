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

/** 1 to 2 KB each. */
const maxImported = 4_096;
const imported = new Map<string, KeyObject>();

/**
 * To read a key takes a third as long as to verify by it, and signers come again and again. Whoever fills the memory with
 * keys of nobody costs others that third, for a while.
 */
function importKey(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString("latin1");
  const known = imported.get(name);
  if (known !== undefined) return known;
  const der = Buffer.concat([spkiPrefix, publicKey]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  if (imported.size >= maxImported) imported.clear();
  imported.set(name, key);
  return key;
}
