import { equalBytes } from "./bytes.ts";
import type { Hash } from "./hash.ts";

/** What a source shows beyond what is final there. It may still take it back, so it proves nothing. */
export interface PendingHead {
  readonly commitment: Hash;
  readonly nonce: number;
  /** How deep it lies, and how deep it has to; null where the source cannot say. */
  readonly depth: number | null;
  readonly finalDepth: number | null;
  /** When it should be final, as far as can be foreseen. */
  readonly finalInMs: number;
}

/** What a source shows. A source never throws: what it cannot tell is unavailable. */
export type Observation =
  | {
      readonly kind: "present";
      readonly commitment: Hash;
      readonly nonce?: number;
      /** Where in the source's own history it was read: on a chain the block. */
      readonly position?: number;
      readonly pending?: PendingHead;
    }
  | { readonly kind: "absent"; readonly pending?: PendingHead }
  | { readonly kind: "unavailable"; readonly reason: string; readonly retryAfterMs?: number };

/** The delta that waits, and whether its source has ever shown anything of the vault. */
export interface ObservedDelta {
  readonly nonce: number;
  readonly prev: Hash;
  readonly next: Hash;
  readonly wasPresent: boolean;
}

/** What an observation says of the delta. `ask`: the source is further on, and has to say what it had at this nonce. */
export type Verdict =
  | { readonly kind: "landed" }
  | { readonly kind: "at-base" }
  /** At its base, but not for long: what comes next shows already, and is not final. */
  | { readonly kind: "pending"; readonly finalInMs: number }
  | { readonly kind: "diverged" }
  | { readonly kind: "ask"; readonly nonce: number }
  | { readonly kind: "unavailable"; readonly reason: string; readonly retryAfterMs?: number };

/**
 * Reads an observation of a source's head. A head below the delta's base, or one that is gone, is a reader that lags or a
 * source that loses its memory: neither says anything of the delta. While something shows that is not final yet, nothing
 * counts: it may be the delta itself.
 */
export function classify(delta: ObservedDelta, seen: Observation): Verdict {
  if (seen.kind === "unavailable") return seen;
  if (seen.kind === "absent") {
    return delta.wasPresent ? { kind: "unavailable", reason: "vanished" } : atBase(seen.pending);
  }
  const { nonce = null } = seen;
  if (nonce !== null && nonce < delta.nonce - 1) return { kind: "unavailable", reason: "lagging" };
  const isItsNonce = nonce === null || nonce === delta.nonce;
  if (isItsNonce && equalBytes(seen.commitment, delta.next)) return { kind: "landed" };
  if (equalBytes(seen.commitment, delta.prev)) return atBase(seen.pending);
  if (nonce !== null && nonce > delta.nonce) return { kind: "ask", nonce: delta.nonce };
  return { kind: "diverged" };
}

function atBase(pending: PendingHead | undefined): Verdict {
  return pending === undefined
    ? { kind: "at-base" }
    : { kind: "pending", finalInMs: pending.finalInMs };
}

/** Reads what a source, asked after `ask`, had at the delta's own nonce. */
export function classifyPast(delta: ObservedDelta, seen: Observation): Verdict {
  switch (seen.kind) {
    case "unavailable":
      return seen;
    case "absent":
      return { kind: "unavailable", reason: "vanished" };
    case "present":
      return { kind: equalBytes(seen.commitment, delta.next) ? "landed" : "diverged" };
  }
}
