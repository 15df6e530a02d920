import { equalBytes, joinBytes, lengthPrefixed, tag, uint64 } from "./bytes.ts";
import { type Hash, noHash } from "./hash.ts";
import { VaultIntegrityError } from "./integrity.ts";
import type { Primitives } from "./primitives.ts";
import type { ServerKeyRing } from "./server-key.ts";
import { verifyEd25519 } from "./signature.ts";

/** The server's word that it has accepted a delta, bound to every word that it gave before for this vault. */
export interface Acknowledgement {
  readonly vaultId: string;
  /** From 1, without gap. */
  readonly seq: number;
  readonly nonce: number;
  readonly prev: Hash;
  readonly next: Hash;
  readonly digest: Hash;
  readonly acceptedAtMs: number;
  /** The hash of the acknowledgement before; zeros for the first. */
  readonly prevHash: Hash;
}

export interface SignedAcknowledgement extends Acknowledgement {
  readonly hash: Hash;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** How far somebody has followed the chain of one vault. */
export interface ChainEnd {
  readonly vaultId: string;
  readonly seq: number;
  readonly hash: Hash;
}

export function startChain(vaultId: string): ChainEnd {
  return { vaultId, seq: 0, hash: noHash };
}

/** What the server signs with Ed25519; its SHA-256 is the acknowledgement's hash. */
export function writeAcknowledgement(acknowledgement: Acknowledgement): Uint8Array {
  return joinBytes(
    tag("homeport.vault.ack.v1"),
    lengthPrefixed(acknowledgement.vaultId),
    uint64(acknowledgement.seq),
    uint64(acknowledgement.nonce),
    acknowledgement.prev,
    acknowledgement.next,
    acknowledgement.digest,
    uint64(acknowledgement.acceptedAtMs),
    acknowledgement.prevHash,
  );
}

/** Steps from `end` to the next acknowledgement. Throws VaultIntegrityError: ACK_CHAIN, ACK_SIGNATURE. */
export function followChain(
  primitives: Primitives,
  keys: ServerKeyRing,
  end: ChainEnd,
  next: SignedAcknowledgement,
): ChainEnd {
  const message = writeAcknowledgement(next);
  const hash = primitives.sha256(message);
  const isNext =
    next.vaultId === end.vaultId && next.seq === end.seq + 1 && equalBytes(next.prevHash, end.hash);
  if (!isNext || !equalBytes(next.hash, hash)) throw new VaultIntegrityError("ACK_CHAIN", next.seq);
  const key = keys.get(next.keyId);
  if (key === undefined || !verifyEd25519(primitives, key, message, next.signature)) {
    throw new VaultIntegrityError("ACK_SIGNATURE", next.seq);
  }
  return { ...end, seq: next.seq, hash };
}
