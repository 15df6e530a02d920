import type { GalleryDeps } from "../context.ts";
import { repeatPart } from "../repeat-part.ts";
import { uploadKey } from "../storage/key.ts";
import { queueDeletions } from "../storage/store.ts";
import { discardBytes } from "./refuse.ts";
import { endUpload, findExpired, type UploadRow } from "./store.ts";

type ExpireDeps = Pick<GalleryDeps, "db" | "storage" | "events" | "clock">;

/** Found in one statement. */
const usuallyAtOnce = 200;

/**
 * Ends uploads of which nothing has come for a week, and frees what they took, until none is left. What the storage does
 * not free now is deleted later.
 */
export async function expireUploads(
  deps: ExpireDeps,
  options: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<{ expired: number }> {
  const { signal, atOnce = usuallyAtOnce } = options;
  let expired = 0;
  await repeatPart({ clock: deps.clock, signal }, async () => {
    const rows = await findExpired(deps.db.orm, atOnce);
    for (const row of rows) {
      signal?.throwIfAborted();
      if (!(await endUpload(deps.db.orm, row.id, "expired"))) continue;
      await free(deps, row);
      deps.events.uploadEnded({ uploadId: row.id, result: "expired" });
      expired += 1;
    }
    // Each that was found has ended, so that none is found twice.
    return rows.length === atOnce ? "more" : "none";
  });
  return { expired };
}

async function free(deps: ExpireDeps, row: UploadRow): Promise<void> {
  try {
    await discardBytes(deps.storage, row);
  } catch (error) {
    deps.events.deletionFailed(error);
    const { tail } = row.kept;
    const keys = [row.objectKey, uploadKey(row.organizationId, row.id)];
    await queueDeletions(deps.db.orm, tail === null ? keys : [...keys, tail]);
  }
}
