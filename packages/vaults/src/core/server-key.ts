import { equalBytes, joinBytes, tag, toHex, uint64 } from "./bytes.ts";
import { isUsableEd25519Key } from "./ed25519-key.ts";
import { VaultIntegrityError } from "./integrity.ts";
import type { Primitives } from "./primitives.ts";
import { verifyEd25519 } from "./signature.ts";

/** A key with which a server has signed acknowledgements. */
export interface ServerKey {
  readonly publicKey: Uint8Array;
  readonly createdAtMs: number;
  /** By the key before it, over `writeSuccession`; null for the first key of all. */
  readonly successionSignature: Uint8Array | null;
}

/** Keys whose word counts, by id. */
export type ServerKeyRing = ReadonlyMap<string, Uint8Array>;

/** The first 16 hex digits of the hash of the public key. */
export function serverKeyId({ sha256 }: Pick<Primitives, "sha256">, publicKey: Uint8Array): string {
  return toHex(sha256(publicKey)).slice(0, 16);
}

/** What an old key signs to name the one that takes over. */
export function writeSuccession(
  oldKey: Uint8Array,
  newKey: Uint8Array,
  createdAtMs: number,
): Uint8Array {
  return joinBytes(tag("homeport.vault.key.v1"), oldKey, newKey, uint64(createdAtMs));
}

/**
 * The pinned key and those that took over from it, one after the other, in the order of `keys`. A key before the pin is
 * not believed: that it names the pinned one as its heir proves nothing of itself. Throws VaultIntegrityError
 * KEY_SUCCESSION where the pin is missing or one key did not name the next.
 */
export function followServerKeys(
  primitives: Primitives,
  pinned: Uint8Array,
  keys: readonly ServerKey[],
): ServerKeyRing {
  const from = keys.findIndex(({ publicKey }) => equalBytes(publicKey, pinned));
  if (from < 0) throw new VaultIntegrityError("KEY_SUCCESSION", 0);
  const ring = new Map([[serverKeyId(primitives, pinned), pinned]]);
  let last = pinned;
  for (const [at, key] of keys.entries()) {
    if (at <= from) continue;
    const { publicKey, createdAtMs, successionSignature } = key;
    const message = writeSuccession(last, publicKey, createdAtMs);
    const isNamed =
      successionSignature !== null && verifyEd25519(primitives, last, message, successionSignature);
    if (!isNamed || !isUsableEd25519Key(publicKey))
      throw new VaultIntegrityError("KEY_SUCCESSION", at);
    ring.set(serverKeyId(primitives, publicKey), publicKey);
    last = publicKey;
  }
  return ring;
}
