import { equalBytes } from "./bytes.ts";
import {
  type NewVault,
  type PreparedDelta,
  prepareCreation,
  prepareDelta,
  type VaultVersion,
} from "./delta.ts";
import type { Hash } from "./hash.ts";
import { type IntegrityCheck, VaultIntegrityError } from "./integrity.ts";
import { ceilingBytes } from "./limits.ts";
import type { Primitives } from "./primitives.ts";
import { Refusal } from "./refusal.ts";
import { checkThreshold, type DurableSignature } from "./signers.ts";

/** A delta as history tells of it. */
export interface RecordedDelta {
  readonly kind: string;
  readonly payload: Uint8Array;
  readonly prev: Hash;
  readonly next: Hash;
  readonly signatures: readonly DurableSignature[];
}

/**
 * The first version of a vault, if its creation is signed by a voter and leads where it says. Throws
 * VaultIntegrityError: DELTA_SIGNATURE, COMMITMENT.
 */
export function foldCreation(
  primitives: Primitives,
  vault: Omit<NewVault, "payload">,
  creation: RecordedDelta,
): VaultVersion {
  const whole = { ...vault, payload: creation.payload };
  const prepared = orIntegrity("COMMITMENT", 0, () =>
    prepareCreation(primitives, whole, ceilingBytes),
  );
  return checkRecord(primitives, prepared, creation, vault.roster, 1);
}

/**
 * The version after a delta, if the voters of the version before it have signed it and it leads where it says. Throws
 * VaultIntegrityError: DELTA_SIGNATURE, COMMITMENT.
 */
export function foldDelta(
  primitives: Primitives,
  from: VaultVersion,
  delta: RecordedDelta,
): VaultVersion {
  const at = from.nonce + 1;
  const prepared = orIntegrity("COMMITMENT", at, () =>
    prepareDelta(primitives, from, delta, ceilingBytes),
  );
  return checkRecord(primitives, prepared, delta, from.roster, from.roster.threshold);
}

function checkRecord(
  primitives: Primitives,
  prepared: PreparedDelta,
  record: RecordedDelta,
  roster: VaultVersion["roster"],
  required: number,
): VaultVersion {
  const { next, prev, signingText } = prepared;
  const leadsThere =
    record.kind === prepared.kind &&
    equalBytes(prev, record.prev) &&
    equalBytes(next.commitment, record.next);
  if (!leadsThere) throw new VaultIntegrityError("COMMITMENT", next.nonce);
  orIntegrity("DELTA_SIGNATURE", next.nonce, () =>
    checkThreshold(primitives, roster, signingText, record.signatures, required),
  );
  return next;
}

/** What would be a sender's mistake at admission is a broken promise in a record that was accepted. */
function orIntegrity<T>(check: IntegrityCheck, at: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) throw new VaultIntegrityError(check, at);
    throw error;
  }
}
