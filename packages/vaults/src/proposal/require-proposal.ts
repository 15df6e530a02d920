import type { SqlRunner } from "@homeport/db";
import { findSigner, type ProposalAct, permitProposalAct } from "../core/index.ts";
import type { VaultFacts } from "../delta/store.ts";
import { VaultsError } from "../errors.ts";
import { type StoredProposal, selectProposal } from "./store.ts";

/** Throws PROPOSAL_NOT_FOUND. */
export async function requireProposal(
  sql: SqlRunner,
  vaultId: string,
  proposalId: string,
): Promise<StoredProposal> {
  const proposal = await selectProposal(sql, vaultId, proposalId);
  if (proposal === null) throw new VaultsError("PROPOSAL_NOT_FOUND");
  return proposal;
}

/** Throws FORBIDDEN, PROPOSAL_CLOSED and PROPOSAL_NOT_READY, as `permitProposalAct` says. */
export function requirePermit(
  act: ProposalAct,
  signerId: string,
  { version }: VaultFacts,
  proposal: StoredProposal,
): void {
  const actor = {
    isProposer: proposal.proposerId === signerId,
    isVoter: findSigner(version.roster, signerId)?.role === "voter",
  };
  const permit = permitProposalAct(act, actor, proposal.facts, proposal.storeNowMs);
  if (permit === "allowed") return;
  const { state, collected, required } = proposal.view;
  throw new VaultsError(permit, {
    details: permit === "FORBIDDEN" ? {} : { state, collected, required },
  });
}
