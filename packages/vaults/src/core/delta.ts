import { equalBytes } from "./bytes.ts";
import { commitToHashes, digestDelta, type Hasher, hashState } from "./commitment.ts";
import { type Hash, noHash, printHash } from "./hash.ts";
import type { VaultMode } from "./kinds.ts";
import { defaultMaxBytes } from "./limits.ts";
import { readState, reduce } from "./reduce.ts";
import { Refusal } from "./refusal.ts";
import type { Roster } from "./roster.ts";
import { writeSigningText } from "./texts.ts";

/** A vault at one nonce. */
export interface VaultVersion {
  readonly vaultId: string;
  readonly mode: VaultMode;
  readonly nonce: number;
  readonly commitment: Hash;
  readonly stateBytes: Uint8Array;
  readonly roster: Roster;
  /** It has moved elsewhere for good: nothing moves it here any more. */
  readonly isReleased: boolean;
}

/** A delta with all that is derived from it: the version that it leads to, its name, and the text that signers sign. */
export interface PreparedDelta {
  readonly kind: string;
  readonly payload: Uint8Array;
  readonly prev: Hash;
  readonly next: VaultVersion;
  /** By which `next` binds its state and its roster. */
  readonly stateSha256: Hash;
  readonly rosterSha256: Hash;
  readonly digest: Hash;
  readonly signingText: string;
}

export interface NewVault {
  readonly vaultId: string;
  readonly mode: VaultMode;
  readonly roster: Roster;
  /** The first state; where the server can read it, as strict JSON. */
  readonly payload: Uint8Array;
}

/** The delta that creates a vault. Throws DELTA_INVALID, TOO_LARGE. */
export function prepareCreation(
  hasher: Hasher,
  { vaultId, mode, roster, payload }: NewVault,
  maxBytes = defaultMaxBytes,
): PreparedDelta {
  const stateBytes = readState(mode, payload, maxBytes);
  const reached = { vaultId, mode, nonce: 0, stateBytes, roster, isReleased: false };
  return prepare(hasher, { kind: "create@1", payload, prev: noHash }, reached);
}

/**
 * The delta that this payload makes of a version. Throws DELTA_INVALID, ROSTER_INVALID, TOO_LARGE, VAULT_RELEASED; it
 * changes nothing.
 */
export function prepareDelta(
  hasher: Hasher,
  from: VaultVersion,
  { kind, payload }: { readonly kind: string; readonly payload: Uint8Array },
  maxBytes = defaultMaxBytes,
): PreparedDelta {
  if (from.isReleased) throw new Refusal("VAULT_RELEASED", {});
  const reached = { ...from, ...reduce(from, { kind, payload }, maxBytes), nonce: from.nonce + 1 };
  return prepare(hasher, { kind, payload, prev: from.commitment }, reached);
}

/** Throws DELTA_MISMATCH unless the delta leads to where its sender says. */
export function checkNext({ next }: PreparedDelta, claimed: Hash): void {
  if (equalBytes(next.commitment, claimed)) return;
  throw new Refusal("DELTA_MISMATCH", { next: printHash(next.commitment) });
}

function prepare(
  hasher: Hasher,
  sent: Pick<PreparedDelta, "kind" | "payload" | "prev">,
  reached: Omit<VaultVersion, "commitment">,
): PreparedDelta {
  const { vaultId, nonce } = reached;
  const hashes = hashState(hasher, reached);
  const commitment = commitToHashes(hasher, reached, hashes);
  const digest = digestDelta(hasher, { vaultId, nonce, ...sent });
  const facts = { vaultId, nonce, kind: sent.kind, prev: sent.prev, next: commitment, digest };
  return {
    ...sent,
    next: { ...reached, commitment },
    ...hashes,
    digest,
    signingText: writeSigningText(facts),
  };
}
