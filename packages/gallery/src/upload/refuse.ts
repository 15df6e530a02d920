import type { GalleryDeps } from "../context.ts";
import type { GalleryErrorCode } from "../errors.ts";
import { endUpload, partsOf, type UploadRow } from "./store.ts";

/** Ends an upload for good: nothing of it is kept, and whoever asks for it again is told the same. */
export async function refuseUpload(
  deps: Pick<GalleryDeps, "db" | "storage" | "events">,
  row: UploadRow,
  code: GalleryErrorCode,
): Promise<void> {
  if (!(await endUpload(deps.db.orm, row.id, "refused", code))) return;
  await deps.storage.abortParts(partsOf(row));
  deps.events.uploadEnded({ uploadId: row.id, result: "refused" });
}
