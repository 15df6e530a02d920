import { isDeepStrictEqual } from "node:util";
import { actorId, newId } from "@homeport/platform";
import { z } from "zod";
import { orLookAgain } from "../act/look-again.ts";
import { announceVault } from "../announce.ts";
import type { SignedRequest, VaultsContext } from "../context.ts";
import {
  checkNext,
  findSigner,
  type Json,
  noHash,
  type PreparedDelta,
  Refusal,
  type Roster,
  readRoster,
  readVoters,
  vaultModes,
} from "../core/index.ts";
import { acknowledge } from "../delta/acknowledge.ts";
import { hashInput, onePerSigner, payloadInput, signaturesInput } from "../delta/input.ts";
import { requireFresh } from "../delta/require-fresh.ts";
import { refusing, VaultsError } from "../errors.ts";
import { lookFirst, type NamedSource, readSource } from "../source/look-first.ts";
import { deny } from "./authorize.ts";
import { findCreation, insertVault, selectNowMs } from "./store.ts";

const vaultIdText = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The body of a request that creates a vault. Its client chooses the id, so that it can sign and register it before. */
export const createVaultInput = z.strictObject({
  id: z.string().regex(vaultIdText),
  name: z.string().trim().min(1).max(80),
  mode: z.enum(vaultModes),
  source: z.looseObject({ kind: z.enum(["self", "memory", "evm-registry", "https"]) }),
  threshold: z.number(),
  signers: z.array(z.record(z.string(), z.unknown())).max(50),
  next: hashInput,
  payloadBase64: payloadInput,
  signatures: signaturesInput,
});

export type CreateVaultInput = z.infer<typeof createVaultInput>;

export interface CreatedVault {
  readonly vaultId: string;
  readonly deltaId: string;
  /** False: the very same vault was there already. */
  readonly isNew: boolean;
}

/**
 * Creates a vault: its first state, signers, their clocks, delta 0 with its acknowledgement, first event and audit row in
 * one transaction. Its source is looked at once, before anything is stored. The same creation again gives the same vault.
 *
 * Throws FORBIDDEN, also for a signer who is no voter of it, AUTH_FAILED for a request that bears no time, ROSTER_INVALID,
 * AUTH_STALE, SOURCE_NOT_ALLOWED, SOURCE_MISMATCH, SOURCE_UNAVAILABLE, what the core refuses, and VAULT_EXISTS.
 */
export async function createVault(
  ctx: VaultsContext,
  request: SignedRequest,
  input: CreateVaultInput,
): Promise<CreatedVault> {
  const { organizationId } = ctx;
  if (organizationId === undefined || !ctx.permissions.has("vault.create")) {
    return await deny(ctx, "vault.create", "vault.create", input.id);
  }
  const source = readSource(ctx, input.source);
  const { timestampMs } = request;
  if (timestampMs === null) throw new VaultsError("AUTH_FAILED");
  const prepared = await refusing(() => prepare(ctx, request, input));
  const acceptedAtMs = await selectNowMs(ctx.db.orm);
  requireFresh(ctx, request, { storeNowMs: acceptedAtMs, lastMs: null });
  const { vaultId } = prepared.next;
  if (source.kind !== "self") {
    // Made before, it may have moved on at its source since.
    const same = await findSame(ctx, organizationId, input, source, prepared);
    if (same !== null) return { vaultId, deltaId: same, isNew: false };
  }
  const sourceState = await lookFirst(ctx, source, prepared);
  const deltaId = newId(ctx.clock.nowMs(), ctx.random);
  const row = {
    ...{ organizationId, createdBy: actorId(ctx.actor) ?? "", name: input.name, prepared, deltaId },
    ...{ sourceKind: source.kind, source: source.config, sourceState },
    eventId: newId(ctx.clock.nowMs(), ctx.random),
    acknowledged: acknowledge(ctx, { prepared, deltaId }, { seq: 0, hash: noHash }, acceptedAtMs),
    submittedBy: request.signerId,
    signatures: onePerSigner(input.signatures),
    timestampMs,
    ...{ stateSha256: prepared.stateSha256, rosterSha256: prepared.rosterSha256 },
  };
  const act = { action: "vault.create", target: { kind: "vault", id: vaultId } };
  const store = () =>
    ctx.db.write(ctx, act, async (tx, after) => {
      if (!(await insertVault(tx, row))) throw new VaultsError("VAULT_EXISTS");
      after.commit(() => announceVault(ctx, vaultId));
    });
  try {
    // A second time it stands in its own way, and is found.
    await orLookAgain(store, store);
  } catch (error) {
    const isTaken = error instanceof VaultsError && error.code === "VAULT_EXISTS";
    const same = isTaken ? await findSame(ctx, organizationId, input, source, prepared) : null;
    if (same === null) throw error;
    return { vaultId, deltaId: same, isNew: false };
  }
  return { vaultId, deltaId, isNew: true };
}

async function prepare(
  ctx: VaultsContext,
  request: SignedRequest,
  input: CreateVaultInput,
): Promise<PreparedDelta> {
  const roster = readRoster({ threshold: input.threshold, signers: input.signers as Json });
  requireVoter(roster, request.signerId);
  const { id: vaultId, mode, payloadBase64: payload } = input;
  const vault = { vaultId, mode, roster, payload };
  const prepared = await ctx.preparer.prepareCreation(vault, ctx.stateMaxBytes);
  checkNext(prepared, input.next);
  const voters = readVoters(ctx.primitives, roster, prepared.signingText, input.signatures);
  if (!voters.has(request.signerId)) throw new Refusal("DELTA_THRESHOLD", { required: 1, got: 0 });
  return prepared;
}

function requireVoter(roster: Roster, signerId: string): void {
  if (findSigner(roster, signerId)?.role !== "voter") throw new VaultsError("FORBIDDEN");
}

/** The first delta of the vault that has the id, if it is the one that would have been made now. */
async function findSame(
  ctx: VaultsContext,
  organizationId: string,
  input: CreateVaultInput,
  source: NamedSource,
  prepared: PreparedDelta,
): Promise<string | null> {
  const made = await findCreation(ctx.db.orm, input.id);
  const isSame =
    made !== null &&
    made.organizationId === organizationId &&
    made.mode === input.mode &&
    (made.name === input.name || made.isRenamed) &&
    made.sourceKind === source.kind &&
    isDeepStrictEqual(made.source, source.config) &&
    Buffer.from(made.digest).equals(prepared.digest) &&
    Buffer.from(made.next).equals(prepared.next.commitment);
  return isSame ? made.deltaId : null;
}
