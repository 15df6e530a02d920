import { DbError } from "@homeport/db";
import { type AcceptedDelta, readAccepted } from "../acknowledgement/store.ts";
import { orLookAgain } from "../act/look-again.ts";
import { announceVault } from "../announce.ts";
import type { SignedRequest, VaultsDeps } from "../context.ts";
import {
  checkNext,
  checkThreshold,
  digestDelta,
  type Hash,
  type PreparedDelta,
} from "../core/index.ts";
import { refusing, VaultsError } from "../errors.ts";
import { requireWhole } from "../vault/require-whole.ts";
import type { Acceptance } from "./accept-store.ts";
import { acceptTogether } from "./accept-together.ts";
import { takeClock } from "./clock.ts";
import { composeAcceptance } from "./compose.ts";
import type { SubmitDeltaInput } from "./input.ts";
import { requireFresh } from "./require-fresh.ts";
import {
  requireFree,
  requireHead,
  requireMember,
  requireMoving,
  requireRole,
} from "./require-open.ts";
import { readFacts, readFactsTogether, type VaultFacts } from "./store.ts";

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
  try {
    return await orLookAgain(
      () => submit(ctx, submission),
      () => findStored(ctx, submission),
    );
  } catch (error) {
    if (error instanceof VaultsError) ctx.events.submitRefused(error.code);
    throw error;
  }
}

async function submit(ctx: VaultsDeps, submission: Submission): Promise<SubmittedDelta> {
  const { vaultId, request, input } = submission;
  const digest = digestOf(ctx, submission);
  const proposalId = Buffer.from(digest).toString("hex");
  let hasClock = request.timestampMs === null;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { signerId } = request;
    const facts = requireMember(
      await readFactsTogether(ctx.db.sql, { vaultId, signerId, nonce: input.nonce, proposalId }),
      signerId,
    );
    const { storeNowMs, lastTimestampMs: lastMs } = facts;
    if (!hasClock) requireFresh(ctx, request, { storeNowMs, lastMs });
    const decision = await decide(ctx, submission, facts, digest);
    if (decision.kind !== "accept") {
      if (!hasClock) await takeClock(ctx, ctx.db.sql, submission, storeNowMs);
      if (decision.kind === "refuse") throw decision.error;
      return { ...(await readAccepted(ctx.db.sql, decision.deltaId)), isNew: false };
    }
    const { prepared } = decision;
    const acceptance = composeAcceptance(ctx, { request, facts }, prepared, input.signatures);
    const sentAtMs = ctx.clock.monotonicMs();
    const outcome = await accept(ctx, { ...acceptance, hasClock });
    ctx.events.acceptTook("store", ctx.clock.monotonicMs() - sentAtMs);
    if (outcome.isMoved) {
      ctx.events.deltaAccepted(facts.sourceKind);
      const { deltaId, acknowledged, isCanonical } = acceptance;
      noteSuperseded(ctx, vaultId, acceptance);
      followAcceptance(ctx, vaultId, isCanonical);
      const status = isCanonical ? "canonical" : "candidate";
      return { deltaId, status, acknowledgement: acknowledged, isNew: true };
    }
    hasClock ||= outcome.isClocked;
  }
  throw new DbError("STORE_BUSY");
}

/** The one statement is its own transaction: where the connection is lost in it, nobody can say whether it was done. */
async function accept({ db }: VaultsDeps, acceptance: Acceptance) {
  try {
    return await acceptTogether(db.sql, acceptance);
  } catch (error) {
    const isLost = error instanceof DbError && error.code === "STORE_DOWN";
    throw isLost ? new DbError("OUTCOME_UNKNOWN", { cause: error }) : error;
  }
}

/** What is stored of a delta; throws STORE_DOWN where nothing is, so that it is sent again. */
async function findStored(ctx: VaultsDeps, submission: Submission): Promise<SubmittedDelta> {
  const { vaultId, request, input } = submission;
  const key = { vaultId, signerId: request.signerId, nonce: input.nonce, proposalId: "" };
  const { atNonce } = requireMember(await readFacts(ctx.db.sql, key), request.signerId);
  if (!isSame(atNonce, digestOf(ctx, submission))) throw new DbError("STORE_DOWN");
  followAcceptance(ctx, vaultId, false);
  return { ...(await readAccepted(ctx.db.sql, atNonce.id)), isNew: false };
}

/** The delta that an answer which was lost told of: it waits, or is history, under the same digest. */
function isSame(
  atNonce: VaultFacts["atNonce"],
  digest: Hash,
): atNonce is NonNullable<VaultFacts["atNonce"]> {
  return atNonce !== null && Buffer.from(atNonce.digest).equals(digest);
}

/** Says that a delta was accepted, and asks for a look at its source; what becomes of either changes nothing. */
export function followAcceptance(ctx: VaultsDeps, vaultId: string, isCanonical: boolean): void {
  announceVault(ctx, vaultId);
  if (!isCanonical) void ctx.wakeVault(vaultId);
}

/** Counts what an acceptance has taken the place of. */
export function noteSuperseded(
  { events }: Pick<VaultsDeps, "events">,
  vaultId: string,
  { superseded }: Pick<Acceptance, "superseded">,
): void {
  for (const deltaId of superseded) {
    events.outcome({ vaultId, deltaId, to: "discarded", reason: "superseded" });
  }
}

function digestOf({ primitives }: VaultsDeps, { vaultId, input }: Submission): Hash {
  const { nonce, prev, kind, payloadBase64: payload } = input;
  return digestDelta(primitives, { vaultId, nonce, prev, kind, payload });
}

type Decision =
  | { readonly kind: "accept"; readonly prepared: PreparedDelta }
  | { readonly kind: "stored"; readonly deltaId: string }
  | { readonly kind: "refuse"; readonly error: unknown };

async function decide(
  ctx: VaultsDeps,
  { request, input }: Submission,
  facts: VaultFacts,
  digest: Hash,
): Promise<Decision> {
  const { atNonce } = facts;
  if (isSame(atNonce, digest)) return { kind: "stored", deltaId: atNonce.id };
  try {
    // What the vault itself has against any delta of this base, or by this signer; the cheapest reasons first.
    requireRole(facts, request.signerId, ["voter"]);
    requireMoving(facts);
    requireHead(facts, input);
    requireFree(facts);
    return { kind: "accept", prepared: await refusing(() => check(ctx, input, facts)) };
  } catch (error) {
    return { kind: "refuse", error };
  }
}

async function check(
  ctx: VaultsDeps,
  input: SubmitDeltaInput,
  { version, stateSha256 }: VaultFacts,
): Promise<PreparedDelta> {
  requireWhole(ctx, version.vaultId, { bytes: version.stateBytes, sha256: stateSha256 });
  const { kind, payloadBase64: payload, next, signatures } = input;
  const { primitives, clock, events } = ctx;
  const startedMs = clock.monotonicMs();
  const prepared = await ctx.preparer.prepareDelta(version, { kind, payload }, ctx.stateMaxBytes);
  checkNext(prepared, next);
  const reducedMs = clock.monotonicMs();
  events.acceptTook("reduce", reducedMs - startedMs);
  checkThreshold(primitives, version.roster, prepared.signingText, signatures);
  events.acceptTook("verify", clock.monotonicMs() - reducedMs);
  return prepared;
}
