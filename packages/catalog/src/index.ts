export type { CatalogSyncDeps } from "./context.ts";
export { CatalogError, type CatalogErrorCode, catalogErrors } from "./errors.ts";
export { type CatalogEvents, createCatalogEvents } from "./events.ts";
export { type CredentialFiles, prepareCredentials } from "./git/credentials.ts";
export { openRepository, type Repository, type RepositoryInput } from "./git/repository.ts";
export { pollCatalogTask, syncCatalogWake } from "./jobs.ts";
export { putSource, raiseWanted } from "./store.ts";
export { createSyncer, type Syncer } from "./sync/syncer.ts";
