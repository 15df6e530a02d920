import {
  nextReconcileMs,
  nextUnavailableCheckMs,
  type Observation,
  type VaultVersion,
} from "../core/index.ts";
import { appendEvents } from "../event/store.ts";
import type { CanonicalizeDeps } from "./deps.ts";
import type { CheckFacts, WaitingDelta } from "./facts-store.ts";
import type { VaultScope } from "./fenced.ts";
import { readSource } from "./look.ts";
import { keepSource, type SourceNews } from "./note-source.ts";
import { promote } from "./promote.ts";
import { noteLook } from "./write-store.ts";

/** What the source says of a vault in which nothing waits. */
type Found =
  | { readonly kind: "still" }
  | { readonly kind: "unavailable"; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly kind: "landed"; readonly delta: WaitingDelta }
  /** It has moved by something that is not known here. */
  | { readonly kind: "ahead" };

/** One look for deltas that are no candidates any more: the source may show one after all, and then it is history. */
export async function reconcile(
  deps: CanonicalizeDeps,
  scope: VaultScope,
  facts: CheckFacts,
): Promise<void> {
  const seen = await readSource(deps, scope, facts);
  const found = await find(deps, scope, facts, seen);
  if (found.kind === "landed") {
    await promote(deps, scope, facts, { delta: found.delta, seen });
    return;
  }
  await scope.fencedTx(async (sql) => {
    for (const delta of facts.recoverable) {
      if (delta.isDue) await noteLook(sql, delta, seen, waitMs(deps, facts, delta, found));
    }
    const happened = await keepSource(deps, sql, facts, newsOf(facts, seen, found));
    await appendEvents(sql, facts.version.vaultId, happened);
  });
}

async function find(
  deps: CanonicalizeDeps,
  scope: VaultScope,
  facts: CheckFacts,
  seen: Observation,
): Promise<Found> {
  if (seen.kind === "unavailable") return seen;
  const { version } = facts;
  if (seen.kind === "absent") {
    return facts.sourceState === "unverified"
      ? { kind: "still" }
      : { kind: "unavailable", reason: "vanished" };
  }
  const { nonce, commitment } = seen;
  if (nonce !== undefined && nonce < version.nonce) {
    return { kind: "unavailable", reason: "lagging" };
  }
  if (Buffer.from(commitment).equals(version.commitment)) return { kind: "still" };
  if (nonce === undefined || nonce === version.nonce + 1) {
    return explain(facts, version, commitment);
  }
  if (nonce === version.nonce) return { kind: "ahead" };
  const past = await readSource(deps, scope, facts, version.nonce + 1);
  if (past.kind === "unavailable") return past;
  return past.kind === "absent"
    ? { kind: "unavailable", reason: "vanished" }
    : explain(facts, version, past.commitment);
}

function explain(facts: CheckFacts, head: VaultVersion, commitment: Uint8Array): Found {
  const delta = facts.recoverable.find(
    ({ prev, next }) =>
      Buffer.from(prev).equals(head.commitment) && Buffer.from(next).equals(commitment),
  );
  return delta === undefined ? { kind: "ahead" } : { kind: "landed", delta };
}

function waitMs(
  { timings }: CanonicalizeDeps,
  { unavailableForMs }: CheckFacts,
  { ceasedForMs }: WaitingDelta,
  found: Found,
): number {
  const everyMs = nextReconcileMs(ceasedForMs, timings);
  if (found.kind !== "unavailable") return everyMs;
  const askMs = nextUnavailableCheckMs(unavailableForMs ?? 0, found.retryAfterMs ?? 0, timings);
  return Math.max(everyMs, askMs);
}

function newsOf({ sourceState }: CheckFacts, seen: Observation, found: Found): SourceNews {
  if (found.kind === "unavailable") return { state: sourceState, unavailable: found.reason };
  if (found.kind === "ahead") return { state: "ahead", unavailable: null };
  return { state: seen.kind === "present" ? "verified" : sourceState, unavailable: null };
}
