import type { GalleryDeps } from "../context.ts";
import { repeatPart } from "../repeat-part.ts";
import { findDueDeletions, findNamedKeys, forgetDeletions, postponeDeletion } from "./store.ts";

type DeleteDeps = Pick<GalleryDeps, "db" | "storage" | "events" | "clock">;

export interface Deletions {
  deleted: number;
  /** Some row names them again. */
  kept: number;
  failed: number;
}

/** Found in one statement. */
const usuallyAtOnce = 500;

/**
 * Deletes files whose time has come and which no row names now, until none is left; one that cannot be deleted is tried
 * again an hour later. A storage of which a whole part could not be deleted is asked no further.
 */
export async function deleteObjects(
  deps: DeleteDeps,
  options: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<Deletions> {
  const { signal, atOnce = usuallyAtOnce } = options;
  const sum: Deletions = { deleted: 0, kept: 0, failed: 0 };
  await repeatPart({ clock: deps.clock, signal }, async () => {
    const due = await findDueDeletions(deps.db.orm, atOnce);
    const part = await deletePart(deps, due, signal);
    sum.deleted += part.deleted;
    sum.kept += part.kept;
    sum.failed += part.failed;
    return due.length === atOnce && part.failed < due.length ? "more" : "none";
  });
  return sum;
}

async function deletePart(
  deps: DeleteDeps,
  due: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Deletions> {
  const { orm } = deps.db;
  const counts = { deleted: 0, kept: 0, failed: 0 };
  const named = await findNamedKeys(orm, due);
  await forgetDeletions(
    orm,
    due.filter((key) => named.has(key)),
  );
  counts.kept = named.size;
  for (const key of due) {
    if (named.has(key)) continue;
    signal?.throwIfAborted();
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
