export {
  type CreateAppContext,
  type CreateAppInput,
  type CreatedApp,
  createApp,
} from "./app/create-app.ts";
export type { AddressedApp } from "./app/with-address.ts";
export {
  type CatalogHttpDeps,
  createCatalogHandler,
} from "./catalog-http/create-catalog-handler.ts";
export { createApiContext } from "./context/create-context.ts";
export type { ApiDeps } from "./context/deps.ts";
export { organizationHeader } from "./context/organization.ts";
export type { ApiContext, ApiRequest } from "./context/request.ts";
export { type ApiErrorData, type CallFailure, describeFailure } from "./error-map.ts";
export { ApiError, apiErrors } from "./errors.ts";
export { retryFleetJob } from "./fleet/change-job.ts";
export type { FleetContext, FleetDeps, WakeReading } from "./fleet/context.ts";
export { drainReplica } from "./fleet/drain-replica.ts";
export { listFleetSchedules } from "./fleet/list-schedules.ts";
export { listFleetWakes } from "./fleet/list-wakes.ts";
export {
  auditFileRoute,
  createAuditFile,
  createVaultAuditFile,
  vaultAuditFileRoute,
} from "./http/audit-file.ts";
export { createApiCaller } from "./http/caller.ts";
export { createMedia, createTick, createUploads, galleryRoutes } from "./http/gallery.ts";
export {
  createDownloads,
  createOriginals,
  createPublicFeeds,
  createShares,
  publicGalleryRoutes,
  shareRefusal,
} from "./http/gallery-public.ts";
export { type ApiHandler, apiPath, createApiHandler, type Peer } from "./http/handler.ts";
export { type ApiRateClass, apiRateClasses } from "./rate.ts";
export { type AppRouter, appRouter } from "./router.ts";
export { createVaultHandler, type VaultHandler } from "./vault-http/create-vault-handler.ts";
export { signerDirectory } from "./vault-http/signer-directory.ts";
export { createVaultListener } from "./vault-http/vault-listener.ts";
