import type { Permission } from "@homeport/auth";
import {
  checkSource,
  getDelta,
  getDeltaInput,
  getProposal,
  getProposalInput,
  getVault,
  getVaultInput,
  listChains,
  listDeltas,
  listDeltasInput,
  listProposals,
  listProposalsInput,
  listVaults,
  listVaultsInput,
  pauseVault,
  pauseVaultInput,
  readerOf,
  renameVault,
  renameVaultInput,
  unpauseVault,
  unpauseVaultInput,
} from "@homeport/vaults";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";

const timelineInput = listDeltasInput.omit({ view: true, afterNonce: true });

/** What members do with vaults as people. What moves a vault is signed, and goes over plain HTTP alone. */
export const vaultsRouter = trpc.router({
  /** Of the organization, the one that changed last first. */
  list: inOrganization("vault.read")
    .input(listVaultsInput)
    .query(({ ctx, input }) => listVaults(ctx.vaults, readerOf(ctx.vaults), input)),

  get: inOrganization("vault.read")
    .input(getVaultInput)
    .query(({ ctx, input }) => getVault(ctx.vaults, readerOf(ctx.vaults), input)),

  /** All that was accepted, the newest first. */
  timeline: inOrganization("vault.read")
    .input(timelineInput)
    .query(({ ctx, input }) =>
      listDeltas(ctx.vaults, readerOf(ctx.vaults), { ...input, view: "timeline" }),
    ),

  /** On which chains a vault may be anchored here. */
  chains: inOrganization("vault.read").query(({ ctx }) => listChains(ctx.vaults)),

  delta: inOrganization("vault.read")
    .input(getDeltaInput)
    .query(({ ctx, input }) => getDelta(ctx.vaults, readerOf(ctx.vaults), input)),

  proposals: inOrganization("vault.read")
    .input(listProposalsInput)
    .query(({ ctx, input }) => listProposals(ctx.vaults, readerOf(ctx.vaults), input)),

  proposal: inOrganization("vault.read")
    .input(getProposalInput)
    .query(({ ctx, input }) => getProposal(ctx.vaults, readerOf(ctx.vaults), input)),

  rename: recorded("vault.manage")
    .input(renameVaultInput)
    .mutation(({ ctx, input }) => renameVault(ctx.vaults, input)),

  /** Looks at the source now, if anything waits for it. */
  checkSource: recorded("vault.manage")
    .input(getVaultInput)
    .mutation(({ ctx, input }) => checkSource(ctx.vaults, input)),

  /** Stops all that signers do with a vault, until somebody unpauses it. */
  pause: recorded("vault.pause")
    .input(pauseVaultInput)
    .mutation(({ ctx, input }) => pauseVault(ctx.vaults, input)),

  unpause: recorded("vault.pause")
    .input(unpauseVaultInput)
    .mutation(({ ctx, input }) => unpauseVault(ctx.vaults, input)),
});

/** The verb asks for `permission` itself: a member whom it refuses leaves a row in the audit, which a door would not. */
function recorded(permission: Permission) {
  return inOrganization("vault.read").meta({ who: permission });
}
