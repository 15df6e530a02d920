import type { SqlRunner } from "@homeport/db";
import { actOnceAsSigner, type SignedAct } from "../act/signed-act.ts";
import type { VaultsDeps } from "../context.ts";
import {
  type DurableSignature,
  Refusal,
  verifySignature,
  writeSigningText,
} from "../core/index.ts";
import { requireMoving } from "../delta/require-open.ts";
import type { VaultFacts } from "../delta/store.ts";
import type { SubmittedDelta } from "../delta/submit-delta.ts";
import { refusing, VaultsError } from "../errors.ts";
import { newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import { acceptProposal, followProposal } from "./accept-proposal.ts";
import { requirePermit, requireProposal } from "./require-proposal.ts";
import { insertProposalSignature, type ProposalView, type StoredProposal } from "./store.ts";

/** A signed request about one proposal. */
export interface ProposalRequest extends SignedAct {
  readonly proposalId: string;
}

export interface SignedProposal {
  readonly proposal: ProposalView;
  /** What came of it, where this signature was the last that it took. */
  readonly accepted: SubmittedDelta | null;
}

/**
 * Adds a voter's signature, verified before it is kept. The one that reaches the threshold has the delta accepted in the
 * same transaction, unless another one waits: then the proposal is ready. Signing twice keeps the first.
 *
 * Throws VAULT_NOT_FOUND, AUTH_STALE, AUTH_REPLAY, PROPOSAL_NOT_FOUND, FORBIDDEN, VAULT_RELEASED, VAULT_PAUSED,
 * PROPOSAL_CLOSED, SIGNATURE_INVALID.
 */
export async function signProposal(
  deps: VaultsDeps,
  act: ProposalRequest & { readonly input: DurableSignature },
): Promise<SignedProposal> {
  const { vaultId, proposalId } = act;
  const signed = await actOnceAsSigner(deps, act, { nonce: -1, proposalId }, async (sql, facts) => {
    if (act.input.signerId !== act.request.signerId) throw new VaultsError("FORBIDDEN");
    const before = await requireProposal(sql, vaultId, proposalId);
    if (hasSigned(before, act.input.signerId)) return { proposal: before.view, accepted: null };
    requireMoving(facts);
    requirePermit("sign", act.request.signerId, facts, before);
    await refusing(() => verify(deps, vaultId, before, act.input));
    return await add(deps, sql, act, facts, before);
  });
  followProposal(deps, vaultId, signed.accepted);
  return signed;
}

function hasSigned({ view }: StoredProposal, signer: string): boolean {
  return view.signatures.some(({ signerId }) => signerId === signer);
}

function verify(
  { primitives, events }: VaultsDeps,
  vaultId: string,
  { id, nonce, kind, base: prev, next }: StoredProposal,
  { signerId, signature }: DurableSignature,
): void {
  const text = writeSigningText({
    ...{ vaultId, nonce, kind, prev, next },
    digest: Buffer.from(id, "hex"),
  });
  const isGood = verifySignature(primitives, signerId, text, signature);
  events.signature(isGood);
  if (isGood) return;
  throw new Refusal("SIGNATURE_INVALID", { signerId });
}

async function add(
  deps: VaultsDeps,
  sql: SqlRunner,
  act: ProposalRequest & { readonly input: DurableSignature },
  facts: VaultFacts,
  before: StoredProposal,
): Promise<SignedProposal> {
  const { vaultId, proposalId, input } = act;
  await insertProposalSignature(sql, proposalId, input);
  const stored = await requireProposal(sql, vaultId, proposalId);
  const { collected, required } = stored.view;
  const data = { proposalId, signerId: input.signerId, collected, required };
  const isReady = stored.view.state === "ready";
  const turnsReady = isReady && before.view.state !== "ready";
  await appendEvents(sql, vaultId, [
    newEvent(deps, "proposal.signed", data),
    ...(turnsReady ? [newEvent(deps, "proposal.ready", { proposalId })] : []),
  ]);
  if (!isReady || facts.candidate !== null) return { proposal: stored.view, accepted: null };
  const accepted = await acceptProposal(deps, sql, act, facts, stored);
  const { view: proposal } = await requireProposal(sql, vaultId, proposalId);
  return { proposal, accepted };
}
