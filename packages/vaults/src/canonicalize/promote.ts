import {
  ceilingBytes,
  type Observation,
  type PreparedDelta,
  printHash,
  type TransitionFacts,
  transition,
  type VaultVersion,
} from "../core/index.ts";
import { canonicalEvents } from "../delta/compose.ts";
import { type NewEvent, newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import type { CanonicalizeDeps } from "./deps.ts";
import type { CheckFacts, WaitingDelta } from "./facts-store.ts";
import { type FencedSql, StaleWrite, type VaultScope } from "./fenced.ts";
import { keepSource } from "./note-source.ts";
import {
  moveDelta,
  moveHead,
  overtake,
  settleProposal,
  writeSigners,
  writeState,
} from "./write-store.ts";

/**
 * Makes a delta history that its source shows: it, the head, the state, the signers, the proposal and the events in one
 * fenced transaction, from the exact state of the delta and of the head that were looked at. The version is computed anew
 * from the stored one. Whatever does not hold any more takes all of it back, as StaleWrite.
 */
export async function promote(
  deps: CanonicalizeDeps,
  scope: VaultScope,
  facts: CheckFacts,
  landed: { readonly delta: WaitingDelta; readonly seen: Observation },
): Promise<VaultVersion> {
  const { delta, seen } = landed;
  const prepared = await recompute(deps, facts, delta);
  const overtaken = await scope.fencedTx((sql) => moveAll(deps, sql, facts, delta, prepared, seen));
  const { vaultId } = facts.version;
  deps.events.outcome({ vaultId, deltaId: delta.id, to: "canonical", reason: null });
  for (const deltaId of overtaken) {
    deps.events.outcome({ vaultId, deltaId, to: "discarded", reason: "overtaken" });
  }
  return prepared.next;
}

/** Throws where what is stored does not lead to what was accepted: then nothing here can be believed. */
async function recompute(
  deps: CanonicalizeDeps,
  { version }: CheckFacts,
  { kind, payload, next, prev }: WaitingDelta,
): Promise<PreparedDelta> {
  if (!Buffer.from(version.commitment).equals(prev)) throw new StaleWrite("base");
  const prepared = await deps.preparer.prepareDelta(version, { kind, payload }, ceilingBytes);
  if (Buffer.from(prepared.next.commitment).equals(next)) return prepared;
  const { vaultId } = version;
  deps.events.integrityFailed({ vaultId, part: "state", detail: "a promotion leads elsewhere" });
  throw new Error("a stored state does not lead to what was accepted");
}

/** The ids of those that it has overtaken. */
async function moveAll(
  deps: CanonicalizeDeps,
  sql: FencedSql,
  facts: CheckFacts,
  delta: WaitingDelta,
  prepared: PreparedDelta,
  seen: Observation,
): Promise<readonly string[]> {
  const { version } = facts;
  const { vaultId } = version;
  const { next, digest } = prepared;
  const to = transition(stateOf(delta), "landed", whenLanded(delta));
  if (to === null || !(await moveDelta(sql, delta, to, null))) throw new StaleWrite("status");
  if (!(await moveHead(sql, version, next))) throw new StaleWrite("base");
  await writeState(sql, next, prepared);
  if (prepared.kind === "roster@1") await writeSigners(sql, next);
  const overtaken = await overtake(sql, vaultId, next.nonce);
  const isStillAhead = facts.sourceState === "ahead" && isBeyond(seen, next);
  const state = isStillAhead ? "ahead" : "verified";
  const news = await keepSource(deps, sql, facts, { state, unavailable: null });
  const proposalId = Buffer.from(digest).toString("hex");
  const isProposed = await settleProposal(sql, proposalId, { vaultId, deltaId: delta.id });
  const data = {
    ...{ deltaId: delta.id, nonce: next.nonce, kind: prepared.kind },
    next: printHash(next.commitment),
  };
  const happened: NewEvent[] = [
    ...news,
    ...canonicalEvents(prepared.kind).map((type) => newEvent(deps, type, data)),
    ...(isProposed ? [newEvent(deps, "proposal.settled", { proposalId, deltaId: delta.id })] : []),
    ...overtaken.map((deltaId) =>
      newEvent(deps, "delta.discarded", { deltaId, reason: "overtaken" }),
    ),
  ];
  await appendEvents(sql, vaultId, happened);
  return overtaken;
}

/** The source shows something later than this version. */
function isBeyond(seen: Observation, { commitment }: VaultVersion): boolean {
  return seen.kind === "present" && !Buffer.from(seen.commitment).equals(commitment);
}

/** The state of a row: the store holds no pair of status and reason that the core does not know. */
export function stateOf({ status, reason }: WaitingDelta): Parameters<typeof transition>[0] {
  return { status, reason } as Parameters<typeof transition>[0];
}

function whenLanded({ isRecoverable }: WaitingDelta): TransitionFacts {
  return { isAbandonAsked: false, isRetaining: true, isRecoverable };
}
