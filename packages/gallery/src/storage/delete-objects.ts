import type { GalleryDeps } from "../context.ts";
import { findDueDeletions, findNamedKeys, forgetDeletions, postponeDeletion } from "./store.ts";

const atOnce = 500;

/** Deletes files whose time has come and which no row names now; one that cannot be deleted is tried again. */
export async function deleteObjects(
  deps: Pick<GalleryDeps, "db" | "storage" | "events">,
  options: { signal?: AbortSignal } = {},
): Promise<{ deleted: number; kept: number; failed: number }> {
  const { orm } = deps.db;
  const counts = { deleted: 0, kept: 0, failed: 0 };
  const due = await findDueDeletions(orm, atOnce);
  const named = await findNamedKeys(orm, due);
  await forgetDeletions(
    orm,
    due.filter((key) => named.has(key)),
  );
  counts.kept = named.size;
  for (const key of due) {
    if (named.has(key)) continue;
    options.signal?.throwIfAborted();
    try {
      await deps.storage.delete(key);
      await forgetDeletions(orm, [key]);
      counts.deleted += 1;
    } catch (error) {
      deps.events.deletionFailed(error);
      await postponeDeletion(orm, key);
      counts.failed += 1;
    }
  }
  deps.events.objectsDeleted(counts.deleted);
  return counts;
}
