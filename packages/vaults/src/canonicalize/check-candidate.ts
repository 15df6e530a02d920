import {
  type CheckOutcome,
  countCheck,
  type DeltaState,
  nextCheckMs,
  nextDepthCheckMs,
  nextUnavailableCheckMs,
  type TransitionFacts,
  transition,
} from "../core/index.ts";
import { type NewEvent, newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import type { CanonicalizeDeps } from "./deps.ts";
import type { CheckFacts, WaitingDelta } from "./facts-store.ts";
import { type FencedSql, StaleWrite, type VaultScope } from "./fenced.ts";
import { type Look, lookFor } from "./look.ts";
import { keepSource, type SourceNews } from "./note-source.ts";
import { promote, stateOf } from "./promote.ts";
import { countLook, lockCandidate, moveDelta, noteLook, postponeOthers } from "./write-store.ts";

/**
 * One look at the source of a vault in which a delta waits: it lands, or the look counts, or it says nothing. One read, no
 * second try; the next is a matter of the schedule.
 */
export async function checkCandidate(
  deps: CanonicalizeDeps,
  scope: VaultScope,
  facts: CheckFacts,
  candidate: WaitingDelta,
): Promise<void> {
  const look = await lookFor(deps, scope, facts, candidate);
  const { verdict, seen } = look;
  const result = verdict.kind === "ask" ? "unavailable" : verdict.kind;
  deps.events.checked({ source: facts.sourceKind, result, candidateAgeMs: candidate.ageMs });
  if (verdict.kind === "landed") {
    await promote(deps, scope, facts, { delta: candidate, seen });
    return;
  }
  const ended = await scope.fencedTx(async (sql) => record(deps, sql, facts, candidate, look));
  if (ended === null) return;
  const { vaultId } = scope;
  deps.events.outcome({ vaultId, deltaId: candidate.id, to: ended.status, reason: ended.reason });
}

/** Writes what the look came to, decided on the row as it is now; what the delta has become, if it waits no more. */
async function record(
  deps: CanonicalizeDeps,
  sql: FencedSql,
  facts: CheckFacts,
  candidate: WaitingDelta,
  { seen, verdict }: Look,
): Promise<DeltaState | null> {
  const { vaultId } = facts.version;
  const locked = await lockCandidate(sql, candidate);
  if (locked === null) throw new StaleWrite("status");
  const outcome = countCheck(locked.candidate, verdict, locked.storeNowMs, deps.timings);
  if (outcome.kind === "count") await countLook(sql, candidate, outcome.counters);
  await noteLook(sql, candidate, seen, waitMs(deps, facts, candidate, verdict));
  const happened = await keepSource(deps, sql, facts, newsOf(facts, { seen, verdict }));
  const to = endOf(deps, candidate, outcome, locked.candidate.abandonAskedAtMs !== null);
  if (to !== null) happened.push(await end(deps, sql, candidate, to));
  await postponeOthers(sql, vaultId, deps.timings.reconcileMs);
  await appendEvents(sql, vaultId, happened);
  return to;
}

function waitMs(
  { timings }: CanonicalizeDeps,
  { unavailableForMs }: CheckFacts,
  { ageMs }: WaitingDelta,
  verdict: Look["verdict"],
): number {
  if (verdict.kind === "pending") return nextDepthCheckMs(verdict.finalInMs);
  if (verdict.kind !== "unavailable") return nextCheckMs(ageMs, timings);
  return nextUnavailableCheckMs(unavailableForMs ?? 0, verdict.retryAfterMs ?? 0, timings);
}

/** A source that was read is one that is there; that it shows something is known for ever. */
export function newsOf({ sourceState }: CheckFacts, { seen, verdict }: Look): SourceNews {
  if (verdict.kind === "unavailable") return { state: sourceState, unavailable: verdict.reason };
  const isFirst = seen.kind === "present" && sourceState === "unverified";
  return { state: isFirst ? "verified" : sourceState, unavailable: null };
}

function endOf(
  { retainedMs }: CanonicalizeDeps,
  candidate: WaitingDelta,
  outcome: CheckOutcome,
  isAbandonAsked: boolean,
): DeltaState | null {
  if (outcome.kind !== "count" || outcome.event === null) return null;
  const when: TransitionFacts = {
    ...{ isAbandonAsked, isRetaining: retainedMs > 0, isRecoverable: true },
  };
  return transition(stateOf(candidate), outcome.event, when);
}

async function end(
  deps: CanonicalizeDeps,
  sql: FencedSql,
  candidate: WaitingDelta,
  to: DeltaState,
): Promise<NewEvent> {
  const isLookedFor =
    deps.retainedMs > 0 &&
    (to.status === "retained" || (to.status === "discarded" && to.reason === "abandoned"));
  const recheckMs = isLookedFor ? deps.timings.reconcileMs : null;
  if (!(await moveDelta(sql, candidate, to, recheckMs))) throw new StaleWrite("status");
  const type = to.status === "retained" ? "delta.retained" : "delta.discarded";
  return newEvent(deps, type, { deltaId: candidate.id, reason: to.reason });
}
