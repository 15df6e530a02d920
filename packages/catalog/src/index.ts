export type { CatalogSyncDeps } from "./context.ts";
export { type EntryAnswer, getCatalogEntry } from "./entries/get.ts";
export { countCatalog, type EntryPage, type EntryView, listCatalog } from "./entries/list.ts";
export { readAsset } from "./entries/read-asset.ts";
export { type CatalogDeps, pinCatalog } from "./entries/served.ts";
export { suggestEntries } from "./entries/suggest.ts";
export { CatalogError, type CatalogErrorCode, catalogErrors } from "./errors.ts";
export { type CatalogEvents, createCatalogEvents } from "./events.ts";
export { type CredentialFiles, prepareCredentials } from "./git/credentials.ts";
export { branchSchema, type Remote, remoteSchema } from "./git/remote.ts";
export { openRepository, type Repository, type RepositoryInput } from "./git/repository.ts";
export { requireGit } from "./git/require-git.ts";
export { pollCatalogTask, syncCatalogWake } from "./jobs.ts";
export { type CatalogOperation, readCatalogState } from "./operate/read-state.ts";
export { wantSync } from "./operate/want-sync.ts";
export {
  type CatalogReader,
  openCatalogReader,
  type ReaderDeps,
  type ReaderEvents,
} from "./reader/open-reader.ts";
export { judgeCredential, type ReloadSecrets } from "./reload/judge-credential.ts";
export { type ReloadAnswer, type ReloadDeps, readReload, reloadCatalog } from "./reload/reload.ts";
export { readReloadBody } from "./reload/reload-input.ts";
export { type ListEntriesInput, listEntriesInput } from "./search/list-input.ts";
export { putSource, raiseWanted } from "./store.ts";
export { createSyncer, type Syncer } from "./sync/syncer.ts";
