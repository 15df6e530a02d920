export {
  listAcknowledgements,
  listAcknowledgementsInput,
} from "./acknowledgement/list-acknowledgements.ts";
export type { AcceptedDelta } from "./acknowledgement/store.ts";
export { type AcknowledgementView, printAcknowledgement } from "./acknowledgement/view.ts";
export type { SignedAct } from "./act/signed-act.ts";
export { checkVault } from "./canonicalize/check-vault.ts";
export type { CanonicalizeDeps } from "./canonicalize/deps.ts";
export type { SignedRequest, VaultsContext, VaultsDeps } from "./context.ts";
export { type AbandonOutcome, abandonDelta } from "./delta/abandon-delta.ts";
export { type SubmitDeltaInput, submitDeltaInput } from "./delta/input.ts";
export {
  type DeltaDetail,
  getDelta,
  getDeltaInput,
  listDeltas,
  listDeltasInput,
} from "./delta/list-deltas.ts";
export { type Submission, type SubmittedDelta, submitDelta } from "./delta/submit-delta.ts";
export type { DeltaView } from "./delta/view-store.ts";
export {
  toVaultsError,
  VaultsError,
  type VaultsErrorCode,
  vaultsErrors,
} from "./errors.ts";
export { type VaultEventType, vaultEventTypes } from "./event/event-types.ts";
export {
  readEventHead,
  readEventHeads,
  readEvents,
  readEventsInput,
  type VaultEvents,
} from "./event/read-events.ts";
export type { VaultEvent } from "./event/store.ts";
export { createVaultsEvents, type VaultsEvents } from "./events.ts";
export { type ExportRow, exportVault } from "./export/export-vault.ts";
export {
  checkVaultsWake,
  expireVaultsTask,
  vaultsRetentionTask,
  verifyVaultsTask,
} from "./jobs.ts";
export {
  checkVaultNow,
  pauseAnyVault,
  retainDelta,
  retainDeltaInput,
  unpauseAnyVault,
} from "./operator/change-vaults.ts";
export type { VaultOperatorContext } from "./operator/context.ts";
export {
  type AnyVaultSummary,
  listAnyVaults,
  listCandidates,
  listSources,
  probeChains,
  summarizeVaults,
} from "./operator/read-vaults.ts";
export { rotateServerKey } from "./operator/rotate-server-key.ts";
export type { CandidateView, SourceView, VaultsOverview } from "./operator/store.ts";
export { type VaultsPermission, vaultsPermissions } from "./permissions.ts";
export { createPreparer, type Preparer } from "./prepare/preparer.ts";
export { PrepareThreads } from "./prepare/threads.ts";
export { nodePrimitives } from "./primitives/node.ts";
export {
  getProposalInput,
  type OpenProposalInput,
  openProposalInput,
  signProposalInput,
} from "./proposal/input.ts";
export { getProposal, listProposals, listProposalsInput } from "./proposal/list-proposals.ts";
export { type OpenedProposal, openProposal } from "./proposal/open-proposal.ts";
export { restoreProposal, retractProposal } from "./proposal/retract-proposal.ts";
export {
  type ProposalRequest,
  type SignedProposal,
  signProposal,
} from "./proposal/sign-proposal.ts";
export type { ProposalView } from "./proposal/store.ts";
export { type SubmittedProposal, submitProposal } from "./proposal/submit-proposal.ts";
export { followServerKey } from "./server-key/follow-server-key.ts";
export { listServerKeys, type ServerKeyView } from "./server-key/list-server-keys.ts";
export { openServerKey, type ServerSigner } from "./server-key/open-server-key.ts";
export {
  checkVaultTimings,
  readVaultSettings,
  type VaultSettings,
  vaultVariables,
} from "./settings.ts";
export type { ChainSettings } from "./source/evm-registry/chain-settings.ts";
export { checkChains } from "./source/evm-registry/check-chains.ts";
export type { ChainState, EndpointState } from "./source/evm-registry/probe-chain.ts";
export { listChains } from "./source/list-chains.ts";
export { memorySource } from "./source/memory.ts";
export { openSources } from "./source/open-sources.ts";
export type { ChainOffer, Source, Sources, SourceTarget } from "./source/source.ts";
export { expireVaults } from "./upkeep/expire-vaults.ts";
export { countVaults, sweepVaults } from "./upkeep/sweep-vaults.ts";
export {
  type PausedVault,
  pauseVault,
  pauseVaultInput,
  renameVault,
  renameVaultInput,
  unpauseVault,
  unpauseVaultInput,
} from "./vault/change-vault.ts";
export { checkSource } from "./vault/check-source.ts";
export {
  type CreatedVault,
  type CreateVaultInput,
  createVault,
  createVaultInput,
} from "./vault/create-vault.ts";
export { getVault, getVaultInput, readState } from "./vault/get-vault.ts";
export { isSigner } from "./vault/is-signer.ts";
export { type ListVaultsInput, listVaults, listVaultsInput } from "./vault/list-vaults.ts";
export { readerOf, requireReader, type VaultReader } from "./vault/reader.ts";
export type { SourceKind } from "./vault/source-kind.ts";
export type {
  VaultState,
  VaultStateView,
  VaultSummary,
  VaultView,
} from "./vault/view-store.ts";
export type { UnsoundVaults } from "./verify/integrity-store.ts";
export { verifyVaults } from "./verify/verify-vaults.ts";
