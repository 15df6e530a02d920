import type { Tx } from "@homeport/db";
import { authorize } from "../authorize.ts";
import type { GalleryContext, GalleryDeps } from "../context.ts";
import { queueDeletions } from "../storage/store.ts";
import { type Changed, changeMany, type ImageSelection } from "./change-many.ts";
import { deleteImages, findKeys, findPurgeable, lockTrashed } from "./purge-store.ts";
import { trashDays } from "./view.ts";

/**
 * Deletes photos for good: their rows, their work and their files, which go a day later. Only what is in the trash is;
 * a worker that has one in hand finds its row gone, and keeps nothing. Throws what `changeMany` does.
 */
export async function purgeImages(ctx: GalleryContext, input: ImageSelection): Promise<Changed> {
  authorize(ctx, "gallery.admin");
  return await changeMany(
    ctx,
    {
      ...{ action: "image.purge", permission: "gallery.admin" },
      async apply(tx, imageIds) {
        const trashed = new Set(await lockTrashed(tx, imageIds));
        await purge(tx, [...trashed]);
        return imageIds
          .filter((imageId) => !trashed.has(imageId))
          .map((imageId) => ({ imageId, code: "NOT_IN_TRASH" }));
      },
    },
    input,
  );
}

/** All that is in the trash now. */
export async function emptyTrash(ctx: GalleryContext): Promise<Changed> {
  return await purgeImages(ctx, { matching: { isTrashed: true } });
}

const atOnce = 200;

/** Deletes what has been in the trash for 30 days, of every organization. */
export async function purgeTrash(
  deps: Pick<GalleryDeps, "db">,
  options: { signal?: AbortSignal } = {},
): Promise<{ purged: number }> {
  let purged = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const count = await deps.db.system(
      "gallery.purge-trash",
      async (tx) => {
        const imageIds = await findPurgeable(tx, trashDays, atOnce);
        await purge(tx, imageIds);
        return imageIds.length;
      },
      { repeatable: true },
    );
    purged += count;
    if (count < atOnce) return { purged };
  }
}

async function purge(tx: Tx, imageIds: readonly string[]): Promise<void> {
  await queueDeletions(tx, await findKeys(tx, imageIds));
  await deleteImages(tx, imageIds);
}
