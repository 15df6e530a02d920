import type { GalleryDeps } from "../context.ts";
import { queueDeletions } from "../storage/store.ts";
import { deleteOldVariants } from "./store.ts";

const keptDays = 7;
const atOnce = 500;

/**
 * Forgets renditions of which a newer complete set has stood for a week; their files are deleted like all that no row
 * names. Until then addresses that were handed out before go on.
 */
export async function dropOldVariants(deps: Pick<GalleryDeps, "db">): Promise<{ dropped: number }> {
  return await deps.db.system("gallery.old-recipes", async (tx) => {
    const keys = await deleteOldVariants(tx, keptDays, atOnce);
    await queueDeletions(tx, keys);
    return { dropped: keys.length };
  });
}
