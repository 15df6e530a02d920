import type { CommandContext } from "../context.ts";
import { describeProposal } from "./change.ts";
import { type VaultOptions, withVault } from "./open-vaults.ts";

export type ProposalVerb = "sign" | "submit" | "retract" | "restore";

/** `homeport vault sign|submit|retract|restore`: what is done with one proposal. */
export async function actOnProposal(
  ctx: CommandContext,
  verb: ProposalVerb,
  { vaultId, proposalId }: { readonly vaultId: string; readonly proposalId: string },
  options: VaultOptions,
): Promise<void> {
  const answer = await withVault(ctx, vaultId, options, (vault) => vault[verb](proposalId));
  ctx.output.result(answer, describeProposal(answer["proposal"]));
}

/** `homeport vault abandon`: asks to give up a change that waits for its source. */
export async function abandon(
  ctx: CommandContext,
  { vaultId, deltaId }: { readonly vaultId: string; readonly deltaId: string },
  options: VaultOptions,
): Promise<void> {
  const answer = await withVault(ctx, vaultId, options, (vault) => vault.abandon(deltaId));
  ctx.output.result(answer, String(answer["state"]));
}
