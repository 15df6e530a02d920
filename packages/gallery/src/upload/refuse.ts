import type { GalleryDeps } from "../context.ts";
import type { GalleryErrorCode } from "../errors.ts";
import type { StorageDriver } from "../storage/driver.ts";
import { endUpload, partsOf, type UploadRow } from "./store.ts";

/** Ends an upload for good: nothing of it is kept, and whoever asks for it again is told the same. */
export async function refuseUpload(
  deps: Pick<GalleryDeps, "db" | "storage" | "events">,
  row: UploadRow,
  code: GalleryErrorCode,
): Promise<void> {
  if (!(await endUpload(deps.db.orm, row.id, "refused", code))) return;
  await discardBytes(deps.storage, row);
  deps.events.uploadEnded({ uploadId: row.id, result: "refused" });
}

/** Frees what an upload took that has just ended: no image can come to name its object any more. */
export async function discardBytes(storage: StorageDriver, row: UploadRow): Promise<void> {
  await storage.abortParts(partsOf(row));
  if (row.state === "finishing") await storage.delete(row.objectKey);
}
