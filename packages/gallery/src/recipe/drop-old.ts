import type { GalleryDeps } from "../context.ts";
import { repeatPart } from "../repeat-part.ts";
import { queueDeletions } from "../storage/store.ts";
import { deleteOldVariants } from "./store.ts";

const keptDays = 7;
/** Forgotten in one transaction. */
const usuallyAtOnce = 500;

/**
 * Forgets renditions of which a newer complete set has stood for a week; their files are deleted like all that no row
 * names. Until then addresses that were handed out before go on. Goes on until none is left.
 */
export async function dropOldVariants(
  deps: Pick<GalleryDeps, "db" | "clock">,
  options: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<{ dropped: number }> {
  const { signal, atOnce = usuallyAtOnce } = options;
  let dropped = 0;
  await repeatPart({ clock: deps.clock, signal }, async () => {
    const count = await deps.db.system("gallery.old-recipes", async (tx) => {
      const keys = await deleteOldVariants(tx, keptDays, atOnce);
      await queueDeletions(tx, keys);
      return keys.length;
    });
    dropped += count;
    return count === atOnce ? "more" : "none";
  });
  return { dropped };
}
