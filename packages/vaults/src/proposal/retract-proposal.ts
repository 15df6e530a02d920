import { actOnceAsSigner } from "../act/signed-act.ts";
import { announceVault } from "../announce.ts";
import type { VaultsDeps } from "../context.ts";
import { requireMoving } from "../delta/require-open.ts";
import { VaultsError } from "../errors.ts";
import { newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import { requirePermit, requireProposal } from "./require-proposal.ts";
import type { ProposalRequest } from "./sign-proposal.ts";
import {
  archiveProposal,
  countViable,
  type ProposalView,
  type StoredProposal,
  unarchiveProposal,
} from "./store.ts";

/**
 * Takes a proposal back; only its proposer may, also while the vault is paused. Throws VAULT_NOT_FOUND, AUTH_STALE,
 * AUTH_REPLAY, PROPOSAL_NOT_FOUND, VAULT_RELEASED, FORBIDDEN, PROPOSAL_CLOSED.
 */
export async function retractProposal(
  deps: VaultsDeps,
  act: ProposalRequest,
): Promise<{ readonly proposal: ProposalView }> {
  const { vaultId, proposalId } = act;
  const proposal = await actOnceAsSigner(deps, act, null, async (sql, facts, isSecondLook) => {
    const before = await requireProposal(sql, vaultId, proposalId);
    if (isSecondLook && isOwn(act, before) && before.view.state === "retracted") return before.view;
    requireMoving({ ...facts, paused: null });
    requirePermit("retract", act.request.signerId, facts, before);
    await archiveProposal(sql, proposalId, "retracted");
    await appendEvents(sql, vaultId, [newEvent(deps, "proposal.retracted", { proposalId })]);
    return (await requireProposal(sql, vaultId, proposalId)).view;
  });
  announceVault(deps, vaultId);
  return { proposal };
}

/**
 * Puts a proposal that its proposer took back up again, with its signatures, before it expires and where there is room.
 * Throws VAULT_NOT_FOUND, AUTH_STALE, AUTH_REPLAY, PROPOSAL_NOT_FOUND, VAULT_RELEASED, VAULT_PAUSED, FORBIDDEN,
 * PROPOSAL_CLOSED, PROPOSAL_LIMIT.
 */
export async function restoreProposal(
  deps: VaultsDeps,
  act: ProposalRequest,
): Promise<{ readonly proposal: ProposalView }> {
  const { vaultId, proposalId } = act;
  const proposal = await actOnceAsSigner(deps, act, null, async (sql, facts, isSecondLook) => {
    const before = await requireProposal(sql, vaultId, proposalId);
    if (isSecondLook && isOwn(act, before) && before.view.archivedAt === null) return before.view;
    requireMoving(facts);
    requirePermit("restore", act.request.signerId, facts, before);
    if ((await countViable(sql, vaultId)) >= deps.maxProposals) {
      throw new VaultsError("PROPOSAL_LIMIT", { details: { limit: deps.maxProposals } });
    }
    await unarchiveProposal(sql, proposalId);
    await appendEvents(sql, vaultId, [newEvent(deps, "proposal.restored", { proposalId })]);
    return (await requireProposal(sql, vaultId, proposalId)).view;
  });
  announceVault(deps, vaultId);
  return { proposal };
}

function isOwn({ request }: ProposalRequest, { proposerId }: StoredProposal): boolean {
  return proposerId === request.signerId;
}
