import { DbError } from "@homeport/db";
import { newId } from "@homeport/platform";
import type { SignedRequest, VaultsDeps } from "../context.ts";
import {
  checkNext,
  checkThreshold,
  digestDelta,
  findSigner,
  hashState,
  type PreparedDelta,
  prepareDelta,
  printHash,
} from "../core/index.ts";
import { refusing, VaultsError } from "../errors.ts";
import { acknowledge } from "./acknowledge.ts";
import { onePerSigner, type SubmitDeltaInput } from "./input.ts";
import { requireFresh } from "./require-fresh.ts";
import {
  type Acceptance,
  type AcceptedDelta,
  acceptDelta,
  raiseClock,
  readAccepted,
  readFacts,
  type VaultFacts,
} from "./store.ts";

/** Once, and three times more where nothing but a faster acknowledgement was in the way. */
const attempts = 4;

export interface SubmittedDelta extends AcceptedDelta {
  /** False: the very same delta had been accepted before. */
  readonly isNew: boolean;
}

/** One signed request to move one vault. */
export interface Submission {
  readonly vaultId: string;
  readonly request: SignedRequest;
  readonly input: SubmitDeltaInput;
}

/**
 * Accepts a delta, once: with its signatures, acknowledgement and events in one transaction, or says why not. The same
 * delta again gives what is stored. Once the signer is known to be one and the time is fresh, that time is taken whatever
 * follows, so a request that is refused now cannot be replayed when its obstacle is gone.
 *
 * Throws VAULT_NOT_FOUND, AUTH_STALE, AUTH_REPLAY, FORBIDDEN, VAULT_RELEASED, VAULT_PAUSED, DELTA_STALE_BASE, DELTA_BUSY,
 * SIGNATURE_INVALID, DELTA_THRESHOLD, DELTA_INVALID, ROSTER_INVALID, TOO_LARGE, DELTA_MISMATCH, STORE_BUSY.
 */
export async function submitDelta(
  ctx: VaultsDeps,
  submission: Submission,
): Promise<SubmittedDelta> {
  const { vaultId, request, input } = submission;
  let hasClock = false;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { signerId } = request;
    const facts = requireMember(
      await readFacts(ctx.db.sql, { vaultId, signerId, nonce: input.nonce }),
      signerId,
    );
    const { storeNowMs, lastTimestampMs: lastMs } = facts;
    if (!hasClock) requireFresh(ctx, request, { storeNowMs, lastMs });
    const decision = decide(ctx, submission, facts);
    if (decision.kind !== "accept") {
      if (!hasClock) await takeClock(ctx, submission, storeNowMs);
      if (decision.kind === "refuse") throw decision.error;
      return { ...(await readAccepted(ctx.db.sql, decision.deltaId)), isNew: false };
    }
    const acceptance = compose(ctx, submission, facts, decision.prepared);
    const outcome = await acceptDelta(ctx.db.sql, { ...acceptance, hasClock });
    if (outcome.isMoved) {
      const { deltaId, acknowledged, isCanonical } = acceptance;
      const status = isCanonical ? "canonical" : "candidate";
      return { deltaId, status, acknowledgement: acknowledged, isNew: true };
    }
    hasClock ||= outcome.isClocked;
  }
  throw new DbError("STORE_BUSY");
}

/** A stranger, a signer who was removed and a vault that does not exist look the same. */
function requireMember(facts: VaultFacts | null, signerId: string): VaultFacts {
  if (facts !== null && findSigner(facts.version.roster, signerId) !== null) return facts;
  throw new VaultsError("VAULT_NOT_FOUND");
}

type Decision =
  | { readonly kind: "accept"; readonly prepared: PreparedDelta }
  | { readonly kind: "stored"; readonly deltaId: string }
  | { readonly kind: "refuse"; readonly error: unknown };

function decide(ctx: VaultsDeps, submission: Submission, facts: VaultFacts): Decision {
  try {
    const stored = findStored(ctx, submission, facts);
    if (stored !== null) return { kind: "stored", deltaId: stored };
    requireOpen(submission, facts);
    return { kind: "accept", prepared: refusing(() => check(ctx, submission, facts)) };
  } catch (error) {
    return { kind: "refuse", error };
  }
}

/** The delta that an answer which was lost told of: it waits, or is history, under the same digest. */
function findStored(ctx: VaultsDeps, submission: Submission, facts: VaultFacts): string | null {
  const { vaultId, input } = submission;
  const { nonce, prev, kind, payloadBase64: payload } = input;
  if (facts.atNonce === null) return null;
  const digest = digestDelta(ctx.primitives, { vaultId, nonce, prev, kind, payload });
  return Buffer.from(facts.atNonce.digest).equals(digest) ? facts.atNonce.id : null;
}

/** What the vault itself has against any delta of this base, or by this signer; the cheapest reasons first. */
function requireOpen({ request, input }: Submission, facts: VaultFacts): void {
  const { version, paused, candidate } = facts;
  if (findSigner(version.roster, request.signerId)?.role !== "voter") {
    throw new VaultsError("FORBIDDEN");
  }
  if (version.isReleased) throw new VaultsError("VAULT_RELEASED");
  if (paused !== null) {
    throw new VaultsError("VAULT_PAUSED", {
      details: { pausedAt: paused.at.toISOString(), reason: paused.reason },
    });
  }
  const isAtHead =
    input.nonce === version.nonce + 1 && Buffer.from(version.commitment).equals(input.prev);
  if (!isAtHead) {
    const head = { nonce: version.nonce, commitment: printHash(version.commitment) };
    throw new VaultsError("DELTA_STALE_BASE", { details: { head } });
  }
  if (candidate !== null) {
    const ageMs = Math.max(facts.storeNowMs - candidate.acceptedAtMs, 0);
    throw new VaultsError("DELTA_BUSY", { details: { deltaId: candidate.id, ageMs } });
  }
}

function check(ctx: VaultsDeps, { input }: Submission, { version }: VaultFacts): PreparedDelta {
  const { kind, payloadBase64: payload, next, signatures } = input;
  const prepared = prepareDelta(ctx.primitives, version, { kind, payload }, ctx.stateMaxBytes);
  checkNext(prepared, next);
  checkThreshold(ctx.primitives, version.roster, prepared.signingText, signatures);
  return prepared;
}

/** Takes the request's time alone; throws AUTH_REPLAY where another request of the signer took it, or a later one. */
async function takeClock(
  ctx: VaultsDeps,
  { vaultId, request }: Submission,
  storeNowMs: number,
): Promise<void> {
  if (await raiseClock(ctx.db.sql, { vaultId, ...request })) return;
  requireFresh(ctx, request, { storeNowMs, lastMs: request.timestampMs });
}

function compose(
  ctx: VaultsDeps,
  { request, input }: Submission,
  facts: VaultFacts,
  prepared: PreparedDelta,
): Omit<Acceptance, "hasClock"> {
  const id = () => newId(ctx.clock.nowMs(), ctx.random);
  const deltaId = id();
  const isCanonical = facts.sourceKind === "self";
  const { nonce, commitment } = prepared.next;
  const data = { deltaId, nonce, kind: prepared.kind, next: printHash(commitment) };
  return {
    ...{ signerId: request.signerId, timestampMs: request.timestampMs, prepared, deltaId },
    acknowledged: acknowledge(ctx, prepared, facts.acknowledged, facts.storeNowMs),
    signatures: onePerSigner(input.signatures),
    isCanonical,
    ...hashState(ctx.primitives, prepared.next),
    events: eventTypes(prepared.kind, isCanonical).map((type) => ({ id: id(), type, data })),
  };
}

function eventTypes(kind: string, isCanonical: boolean): string[] {
  if (!isCanonical) return ["delta.accepted"];
  const both = ["delta.accepted", "delta.canonical"];
  if (kind === "roster@1") return [...both, "roster.changed"];
  return kind === "release@1" ? [...both, "vault.released"] : both;
}
