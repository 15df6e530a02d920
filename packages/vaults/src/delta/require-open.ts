import { findSigner, type Hash, printHash, type SignerRole } from "../core/index.ts";
import { VaultsError } from "../errors.ts";
import type { VaultFacts } from "./store.ts";

/** A stranger, a signer who was removed and a vault that does not exist look the same: VAULT_NOT_FOUND. */
export function requireMember(facts: VaultFacts | null, signerId: string): VaultFacts {
  if (facts !== null && findSigner(facts.version.roster, signerId) !== null) return facts;
  throw new VaultsError("VAULT_NOT_FOUND");
}

/** Throws FORBIDDEN for a signer of another role. */
export function requireRole(
  { version }: VaultFacts,
  signerId: string,
  roles: readonly SignerRole[],
): void {
  const role = findSigner(version.roster, signerId)?.role;
  if (role === undefined || !roles.includes(role)) throw new VaultsError("FORBIDDEN");
}

/** Throws VAULT_RELEASED, which wins, and VAULT_PAUSED. */
export function requireMoving({ version, paused }: Pick<VaultFacts, "version" | "paused">): void {
  if (version.isReleased) throw new VaultsError("VAULT_RELEASED");
  if (paused === null) return;
  throw new VaultsError("VAULT_PAUSED", {
    details: { pausedAt: paused.at.toISOString(), reason: paused.reason },
  });
}

/** Throws DELTA_STALE_BASE, with the head, for a delta that starts from anywhere else. */
export function requireHead(
  { version }: Pick<VaultFacts, "version">,
  delta: { readonly nonce: number; readonly prev: Hash },
): void {
  const isAtHead =
    delta.nonce === version.nonce + 1 && Buffer.from(version.commitment).equals(delta.prev);
  if (isAtHead) return;
  const head = { nonce: version.nonce, commitment: printHash(version.commitment) };
  throw new VaultsError("DELTA_STALE_BASE", { details: { head } });
}

/** Throws DELTA_BUSY while another delta waits for the vault's source. */
export function requireFree({ candidate, storeNowMs }: VaultFacts): void {
  if (candidate === null) return;
  const ageMs = Math.max(storeNowMs - candidate.acceptedAtMs, 0);
  throw new VaultsError("DELTA_BUSY", { details: { deltaId: candidate.id, ageMs } });
}
