export { publicRecord, withoutNulls } from "./changes/public-record.ts";
export { type CatalogChanges, readCatalogChanges } from "./changes/read-changes.ts";
export type { CatalogSyncDeps } from "./context.ts";
export { checkEntry } from "./edit/check-entry.ts";
export type { EditContext } from "./edit/context.ts";
export {
  checkEntryInput,
  entrySlugInput,
  removeEntryInput,
  renameEntryInput,
  saveEntryInput,
} from "./edit/edit-input.ts";
export { getOperation, listMyOperations } from "./edit/get-operation.ts";
export { readEntrySource } from "./edit/read-source.ts";
export { removeEntry } from "./edit/remove-entry.ts";
export { renameEntry } from "./edit/rename-entry.ts";
export { saveEntry } from "./edit/save-entry.ts";
export type { SubmittedEdit } from "./edit/submit.ts";
export { awaitGeneration } from "./entries/await-generation.ts";
export { createAssetReader } from "./entries/create-asset-reader.ts";
export { type EntryAnswer, getCatalogEntry } from "./entries/get.ts";
export {
  type CatalogStanding,
  countCatalog,
  type EntryPage,
  type EntryView,
  listCatalog,
} from "./entries/list.ts";
export { type CatalogDeps, pinCatalog, takeServed } from "./entries/served.ts";
export { suggestEntries } from "./entries/suggest.ts";
export { type CatalogSummary, describeServed } from "./entries/summary.ts";
export { CatalogError, type CatalogErrorCode, catalogErrors } from "./errors.ts";
export { type CatalogEvents, createCatalogEvents } from "./events.ts";
export { type CredentialFiles, prepareCredentials } from "./git/credentials.ts";
export { branchSchema, type Remote, remoteSchema } from "./git/remote.ts";
export { openRepository, type Repository, type RepositoryInput } from "./git/repository.ts";
export { requireGit } from "./git/require-git.ts";
export {
  pollCatalogTask,
  pruneCatalogTask,
  sweepRedirectsTask,
  syncCatalogWake,
} from "./jobs.ts";
export {
  acceptRewrite,
  acceptRewriteInput,
  type Demanded,
  pauseCatalog,
  rebuildMirror,
  resumeCatalog,
  viewInput,
} from "./operate/change-mode.ts";
export type { OperateContext } from "./operate/context.ts";
export { generationInput, getGeneration } from "./operate/get-generation.ts";
export { type DeliveryView, listDeliveries } from "./operate/list-deliveries.ts";
export { type GenerationView, listGenerations } from "./operate/list-generations.ts";
export { listRejections, type RejectionView } from "./operate/list-rejections.ts";
export { catalogModes, readCatalogGauges } from "./operate/read-gauges.ts";
export { type CatalogOperation, readCatalogState } from "./operate/read-state.ts";
export { rollBackCatalog, rollBackInput } from "./operate/roll-back.ts";
export { wantSync } from "./operate/want-sync.ts";
export { listOperations, type OperationView } from "./operations/list-operations.ts";
export type { Operation } from "./operations/store.ts";
export {
  type CatalogReader,
  openCatalogReader,
  type ReaderDeps,
  type ReaderEvents,
} from "./reader/open-reader.ts";
export { sweepRedirects } from "./redirects/sweep-redirects.ts";
export {
  type CredentialMode,
  type ReloadSecrets,
  readCredential,
  type ShownCredential,
} from "./reload/judge-credential.ts";
export { authorizeReload, receiveReload } from "./reload/receive-reload.ts";
export { type ReloadAnswer, type ReloadDeps, readReload } from "./reload/reload.ts";
export { pruneCatalog } from "./retention/prune-catalog.ts";
export { type ListEntriesInput, listEntriesInput } from "./search/list-input.ts";
export { putSource, raiseWanted } from "./store.ts";
export { onInvalidWords } from "./sync/quarantine.ts";
export { createSyncer, type Syncer } from "./sync/syncer.ts";
export { catalogWritesVariable } from "./writes-variable.ts";
