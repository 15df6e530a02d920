import type { SqlRunner } from "@homeport/db";
import { readAccepted } from "../acknowledgement/store.ts";
import { actOnceAsSigner } from "../act/signed-act.ts";
import type { VaultsDeps } from "../context.ts";
import { requireFree, requireMoving } from "../delta/require-open.ts";
import type { SubmittedDelta } from "../delta/submit-delta.ts";
import { acceptProposal, followProposal } from "./accept-proposal.ts";
import { requirePermit, requireProposal } from "./require-proposal.ts";
import type { ProposalRequest } from "./sign-proposal.ts";
import type { ProposalView, StoredProposal } from "./store.ts";

export interface SubmittedProposal {
  readonly proposal: ProposalView;
  readonly accepted: SubmittedDelta;
}

/**
 * Accepts the delta of a proposal that is ready, at any voter's wish. Throws VAULT_NOT_FOUND, AUTH_STALE, AUTH_REPLAY,
 * PROPOSAL_NOT_FOUND, FORBIDDEN, VAULT_RELEASED, VAULT_PAUSED, PROPOSAL_CLOSED, PROPOSAL_NOT_READY, DELTA_BUSY.
 */
export async function submitProposal(
  deps: VaultsDeps,
  act: ProposalRequest,
): Promise<SubmittedProposal> {
  const { vaultId, proposalId } = act;
  const about = { nonce: -1, proposalId };
  const done = await actOnceAsSigner(deps, act, about, async (sql, facts, isSecondLook) => {
    const before = await requireProposal(sql, vaultId, proposalId);
    if (isSecondLook) {
      const stored = await findStored(sql, before);
      if (stored !== null) return stored;
    }
    requireMoving(facts);
    requirePermit("submit", act.request.signerId, facts, before);
    requireFree(facts);
    const accepted = await acceptProposal(deps, sql, act, facts, before);
    const { view: proposal } = await requireProposal(sql, vaultId, proposalId);
    return { proposal, accepted };
  });
  followProposal(deps, vaultId, done.accepted);
  return done;
}

/** What an answer that was lost told of, where the proposal's delta was accepted; else null. */
async function findStored(
  sql: SqlRunner,
  { view, deltaStatus }: StoredProposal,
): Promise<SubmittedProposal | null> {
  if (view.deltaId === null || (deltaStatus !== "candidate" && deltaStatus !== "canonical"))
    return null;
  return { proposal: view, accepted: { ...(await readAccepted(sql, view.deltaId)), isNew: false } };
}
