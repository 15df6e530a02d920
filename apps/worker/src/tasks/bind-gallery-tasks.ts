import {
  deleteObjects,
  deleteObjectsTask,
  dropOldVariants,
  dropOldVariantsTask,
  emptyTrashTask,
  expireUploads,
  expireUploadsTask,
  forgetRuns,
  forgetRunsTask,
  type GalleryDeps,
  letCopiesGo,
  letCopiesGoTask,
  purgeTrash,
  sweepStorage,
  sweepStorageTask,
} from "@homeport/gallery";
import type { TaskBinding } from "@homeport/jobs";
import type { WorkerContext } from "../context.ts";
import { bindUpkeep } from "./upkeep.ts";

/** The upkeep of photos. */
export function bindGalleryTasks(context: WorkerContext, gallery: GalleryDeps): TaskBinding[] {
  return [
    bindUpkeep(context, deleteObjectsTask, async (signal) => ({
      ...(await deleteObjects(gallery, { signal })),
    })),
    bindUpkeep(context, sweepStorageTask, async (signal) => ({
      ...(await sweepStorage(gallery, { signal })),
    })),
    bindUpkeep(context, expireUploadsTask, async (signal) => expireUploads(gallery, { signal })),
    bindUpkeep(context, emptyTrashTask, async (signal) => purgeTrash(gallery, { signal })),
    bindUpkeep(context, dropOldVariantsTask, async (signal) =>
      dropOldVariants(gallery, { signal }),
    ),
    bindUpkeep(context, letCopiesGoTask, async (signal) => letCopiesGo(gallery, { signal })),
    bindUpkeep(context, forgetRunsTask, async () => forgetRuns(gallery)),
  ];
}
