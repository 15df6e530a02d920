import { actAsSigner } from "../act/signed-act.ts";
import type { VaultsDeps } from "../context.ts";
import { requireFree, requireMoving } from "../delta/require-open.ts";
import type { SubmittedDelta } from "../delta/submit-delta.ts";
import { acceptProposal, followProposal } from "./accept-proposal.ts";
import { requirePermit, requireProposal } from "./require-proposal.ts";
import type { ProposalRequest } from "./sign-proposal.ts";
import type { ProposalView } from "./store.ts";

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
  const done = await actAsSigner(deps, act, { nonce: -1, proposalId }, async (sql, facts) => {
    const before = await requireProposal(sql, vaultId, proposalId);
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
