export type { CatalogSyncDeps } from "./context.ts";
export { type FoundEntry, findEntry } from "./entries/find-entry.ts";
export { readFullEntry } from "./entries/read-entry.ts";
export { CatalogError, type CatalogErrorCode, catalogErrors } from "./errors.ts";
export { type CatalogEvents, createCatalogEvents } from "./events.ts";
export { type CredentialFiles, prepareCredentials } from "./git/credentials.ts";
export { branchSchema, type Remote, remoteSchema } from "./git/remote.ts";
export { openRepository, type Repository, type RepositoryInput } from "./git/repository.ts";
export { requireGit } from "./git/require-git.ts";
export { pollCatalogTask, syncCatalogWake } from "./jobs.ts";
export {
  type CatalogReader,
  openCatalogReader,
  type ReaderDeps,
  type ReaderEvents,
} from "./reader/open-reader.ts";
export { hasSource, readAsset } from "./reader/store.ts";
export type { Facets } from "./search/facets.ts";
export { type EntryList, type ListPlace, listEntries } from "./search/list-entries.ts";
export { type ListEntriesInput, listEntriesInput } from "./search/list-input.ts";
export type { SearchIndex } from "./search/search-index.ts";
export { type CatalogEntry, isListed, type Snapshot } from "./snapshot/snapshot.ts";
export { putSource, raiseWanted } from "./store.ts";
export { createSyncer, type Syncer } from "./sync/syncer.ts";
