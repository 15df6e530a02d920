import {
  classify,
  classifyPast,
  type Observation,
  type ObservedDelta,
  type Verdict,
} from "../core/index.ts";
import { observeNonce, observeWithin } from "../source/observe.ts";
import type { SourceTarget } from "../source/source.ts";
import type { CanonicalizeDeps } from "./deps.ts";
import type { CheckFacts, WaitingDelta } from "./facts-store.ts";
import type { VaultScope } from "./fenced.ts";

/** What a source showed. */
export interface Look {
  readonly seen: Observation;
  readonly verdict: Verdict;
}

/** Reads a source, now or at a nonce that is past for it. What it cannot tell is unavailable. */
export async function readSource(
  deps: CanonicalizeDeps,
  scope: Pick<VaultScope, "vaultId" | "signal">,
  { sourceKind, config }: Pick<CheckFacts, "sourceKind" | "config">,
  nonce: number | null = null,
): Promise<Observation> {
  scope.signal.throwIfAborted();
  const source = deps.sources.get(sourceKind);
  if (source === undefined) return { kind: "unavailable", reason: "not-allowed" };
  const target: SourceTarget = { vaultId: scope.vaultId, config, signal: scope.signal };
  const startedMs = deps.clock.monotonicMs();
  const seen = await observeWithin(deps.clock, target, (asked) =>
    nonce === null ? source.observe(asked) : observeNonce(source, asked, nonce),
  );
  const tookMs = deps.clock.monotonicMs() - startedMs;
  deps.events.sourceRead({ source: sourceKind, result: seen.kind, tookMs });
  // What was read before the lease went is nobody's business any more.
  scope.signal.throwIfAborted();
  return seen;
}

/** One look at what a source shows of a delta that waits. */
export async function lookFor(
  deps: CanonicalizeDeps,
  scope: VaultScope,
  facts: CheckFacts,
  delta: WaitingDelta,
): Promise<Look> {
  const observed: ObservedDelta = {
    ...{ nonce: delta.nonce, prev: delta.prev, next: delta.next },
    wasPresent: facts.sourceState !== "unverified",
  };
  const seen = await readSource(deps, scope, facts);
  const verdict = classify(observed, seen);
  if (verdict.kind !== "ask") return { seen, verdict };
  const past = await readSource(deps, scope, facts, verdict.nonce);
  return { seen, verdict: classifyPast(observed, past) };
}
