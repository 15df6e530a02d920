export { addToAlbum, arrangeAlbum, removeFromAlbum } from "./album/album-images.ts";
export { createAlbum, deleteAlbum, getAlbum, listAlbums, updateAlbum } from "./album/albums.ts";
export { listAlbumImages } from "./album/list-images.ts";
export { moveAlbum } from "./album/move.ts";
export type { GalleryContext, GalleryDeps } from "./context.ts";
export { GalleryError, type GalleryErrorCode, galleryErrors } from "./errors.ts";
export { createGalleryEvents, type GalleryEvents } from "./events.ts";
export {
  createFeeds,
  type FeedAddresses,
  type FeedInput,
  type FeedKind,
} from "./feed/read-feed.ts";
export { bulkImages } from "./image/bulk.ts";
export {
  publishImages,
  restoreImages,
  trashImages,
  unpublishImages,
} from "./image/change-images.ts";
export { type Changed, idsMost } from "./image/change-many.ts";
export { readFacets } from "./image/facets.ts";
export { imageStates } from "./image/filter.ts";
export { type FullImage, getImage } from "./image/get.ts";
export { type ImagePage, listImages } from "./image/list.ts";
export { mediaPrefix, readMediaPath } from "./image/media-path.ts";
export { readOriginal } from "./image/original.ts";
export { emptyTrash, purgeImages, purgeTrash } from "./image/purge.ts";
export { reprocessImages } from "./image/reprocess.ts";
export { retryImage } from "./image/retry.ts";
export { updateImage } from "./image/update.ts";
export type { ImageView, VariantView } from "./image/view.ts";
export {
  deleteObjectsTask,
  dropOldVariantsTask,
  emptyTrashTask,
  expireUploadsTask,
  forgetRunsTask,
  ingestWake,
  letCopiesGoTask,
  preprocessWake,
  reconcileLease,
  sweepStorageTask,
} from "./jobs.ts";
export { findCopyLeak } from "./leak/find-copy-leak.ts";
export { findLeak } from "./leak/find-leak.ts";
export { fileFields } from "./metadata/keep-edited.ts";
export type { GalleryTopic } from "./news/tell.ts";
export { watchGallery } from "./news/watch.ts";
export { type GalleryPermission, galleryPermissions } from "./permissions.ts";
export type { Access, PublicHead } from "./public/access.ts";
export { type Asker, stranger } from "./public/asker.ts";
export { type Download, readDownload } from "./public/download.ts";
export { downloadPrefix, readDownloadPath } from "./public/download-path.ts";
export { type Facet, type Facets, readPublicFacets } from "./public/facets.ts";
export { type PublicFilter, publicFilterFields } from "./public/filter.ts";
export {
  type Neighbours,
  type PublicImageDetail,
  readImage,
  readNeighbours,
} from "./public/image.ts";
export { letCopiesGo } from "./public/let-copies-go.ts";
export { type MapPlace, readMap, readMapStyle } from "./public/map.ts";
export { type Media, readMedia } from "./public/media.ts";
export { openPublicGallery, type PublicGallery } from "./public/open-public.ts";
export {
  type AlbumPage,
  type PublicAlbum,
  type PublicPage,
  type PublicStep,
  readAlbum,
  readAlbums,
  readHome,
  readTag,
} from "./public/pages.ts";
export type { PublicImage } from "./public/view.ts";
export { dropOldVariants } from "./recipe/drop-old.ts";
export { doneRecipeOf } from "./recipe/lanes.ts";
export { getSettings, type SettingsView, updateSettings } from "./settings/settings.ts";
export { readShareSecrets, shareCookie } from "./share/cookie.ts";
export {
  type AlbumLinkView,
  createAlbumLink,
  listAlbumLinks,
  revokeAlbumLink,
  setAlbumLinkPassword,
} from "./share/links.ts";
export { openAlbumLink } from "./share/open-link.ts";
export { type GalleryStats, readStats } from "./stats/stats.ts";
export type { Counted } from "./stats/store.ts";
export {
  type CheckStep,
  checkStorage,
  type StepReport,
  type StorageCheck,
} from "./storage/check.ts";
export { deleteObjects } from "./storage/delete-objects.ts";
export type { ByteRange, StorageDriver } from "./storage/driver.ts";
export { checkStorageIdentity } from "./storage/identity.ts";
export { copyKey, variantKey } from "./storage/key.ts";
export { measureStorage } from "./storage/measure.ts";
export { openStorage } from "./storage/open.ts";
export { getStorageStatus, type StorageStatus } from "./storage/status.ts";
export type { KindBytes, StoredKind } from "./storage/status-store.ts";
export { type Sweep, sweepOwnStorage, sweepStorage } from "./storage/sweep.ts";
export { deleteTag, listTags, mergeTags, renameTag } from "./tag/tags.ts";
export { cancelTask } from "./task/cancel.ts";
export {
  getRun,
  listIssues,
  listRuns,
  readOutdated,
  readTasksNow,
  type TasksNow,
} from "./task/read.ts";
export { forgetRuns } from "./task/settle.ts";
export { previewTask, startTask } from "./task/start.ts";
export type { RunView } from "./task/store.ts";
export { type TaskKind, taskKinds, taskScope } from "./task/task-kinds.ts";
export { watchTasks } from "./task/watch.ts";
export { type CheckedFiles, checkUploads, hashesMost, type KnownFile } from "./upload/check.ts";
export { expireUploads } from "./upload/expire.ts";
export { createUploadHandler, type Uploader, type UploadHandler } from "./upload/handler.ts";
export {
  cancelUpload,
  getUpload,
  listUploads,
  readUploadLimits,
  type UploadView,
} from "./upload/own-uploads.ts";
export { type Backlog, listSetAside, retryAll, type SetAside } from "./work/backlog.ts";
export { type Claim, type Claimed, claimWork, isWorkDue } from "./work/claim.ts";
export { commitWork, type WorkResult } from "./work/commit.ts";
export { failWork } from "./work/fail.ts";
export { filledMost, type Pass, reconcileWork } from "./work/reconcile.ts";
export { renewWork, returnWork } from "./work/renew.ts";
export type { NewVariant, Pixels } from "./work/result-store.ts";
export { createWaker } from "./work/wake-queues.ts";
export { readWorkKey, type WorkKey, type WorkKind, workKeyText } from "./work/work-key.ts";
