import type { Primitives } from "./primitives.ts";
import { Refusal } from "./refusal.ts";
import { findSigner, maxSigners, type Roster } from "./roster.ts";
import { verifySignature } from "./signature.ts";

/** A signature that is kept with what it signs, so that anybody can verify it again. */
export interface DurableSignature {
  readonly signerId: string;
  readonly signature: string;
}

/**
 * The voters who have signed `text`, each once. Throws SIGNATURE_INVALID for a signature that is no good or not by a
 * voter: nobody can slip one in beside good ones.
 */
export function readVoters(
  primitives: Primitives,
  roster: Roster,
  text: string,
  signatures: readonly DurableSignature[],
): ReadonlySet<string> {
  const voters = new Set<string>();
  for (const [at, { signerId, signature }] of signatures.entries()) {
    const isVoter = findSigner(roster, signerId)?.role === "voter";
    const isGood = at < maxSigners && isVoter;
    if (!isGood || !verifySignature(primitives, signerId, text, signature)) {
      throw new Refusal("SIGNATURE_INVALID", { signerId });
    }
    voters.add(signerId);
  }
  return voters;
}

/** Throws DELTA_THRESHOLD unless `required` voters have signed; SIGNATURE_INVALID as `readVoters` does. */
export function checkThreshold(
  primitives: Primitives,
  roster: Roster,
  text: string,
  signatures: readonly DurableSignature[],
  required = roster.threshold,
): void {
  const got = readVoters(primitives, roster, text, signatures).size;
  if (got < required) throw new Refusal("DELTA_THRESHOLD", { required, got });
}
