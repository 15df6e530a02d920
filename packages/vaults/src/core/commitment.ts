import { joinBytes, lengthPrefixed, tag, uint64, utf8 } from "./bytes.ts";
import type { Hash } from "./hash.ts";
import type { Primitives } from "./primitives.ts";
import { type Roster, writeRosterText } from "./roster.ts";

export type Hasher = Pick<Primitives, "sha256">;

export interface CommittedState {
  readonly vaultId: string;
  readonly nonce: number;
  /** The very bytes that are kept: nothing is hashed after a trip through another form. */
  readonly stateBytes: Uint8Array;
  readonly roster: Roster;
}

/** The two hashes by which a commitment binds what can be large. */
export function hashState(
  { sha256 }: Hasher,
  { stateBytes, roster }: Pick<CommittedState, "stateBytes" | "roster">,
): { readonly stateSha256: Hash; readonly rosterSha256: Hash } {
  return { stateSha256: sha256(stateBytes), rosterSha256: sha256(utf8(writeRosterText(roster))) };
}

/** The hash that stands for one version of a vault: which vault, which version, its state, and who may move it on. */
export function commitTo(hasher: Hasher, state: CommittedState): Hash {
  return commitToHashes(hasher, state, hashState(hasher, state));
}

/** The same, where both hashes are known already. */
export function commitToHashes(
  hasher: Hasher,
  state: Pick<CommittedState, "vaultId" | "nonce">,
  { stateSha256, rosterSha256 }: ReturnType<typeof hashState>,
): Hash {
  return hasher.sha256(
    joinBytes(
      tag("homeport.vault.state.v1"),
      lengthPrefixed(state.vaultId),
      uint64(state.nonce),
      stateSha256,
      rosterSha256,
    ),
  );
}

export interface DigestedDelta {
  readonly vaultId: string;
  readonly nonce: number;
  /** The commitment that the delta starts from; zeros for the creation. */
  readonly prev: Hash;
  readonly kind: string;
  /** Exactly as it was sent: a payload is never canonicalized. */
  readonly payload: Uint8Array;
}

/** The hash that names a delta. */
export function digestDelta({ sha256 }: Hasher, delta: DigestedDelta): Hash {
  return sha256(
    joinBytes(
      tag("homeport.vault.delta.v1"),
      lengthPrefixed(delta.vaultId),
      uint64(delta.nonce),
      delta.prev,
      lengthPrefixed(delta.kind),
      sha256(delta.payload),
    ),
  );
}
