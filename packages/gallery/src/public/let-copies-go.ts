import type { GalleryDeps } from "../context.ts";
import { repeatPart } from "../repeat-part.ts";
import { queueDeletions } from "../storage/store.ts";
import { deleteOldCopies } from "./copy-store.ts";

const keptDays = 7;
/** Forgotten in one transaction. */
const usuallyAtOnce = 500;

/**
 * Forgets the copies of photos of which all were made a week ago, so that whoever downloads a whole gallery once does not double
 * what it takes for ever; their files are deleted like all that no row names. The next who asks has the copy made again. Goes on
 * until none is left.
 */
export async function letCopiesGo(
  deps: Pick<GalleryDeps, "db" | "clock">,
  options: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<{ letGo: number }> {
  const { signal, atOnce = usuallyAtOnce } = options;
  let letGo = 0;
  await repeatPart({ clock: deps.clock, signal }, async () => {
    const part = await deps.db.system("gallery.let-copies-go", async (tx) => {
      const { photos, keys } = await deleteOldCopies(tx, keptDays, atOnce);
      await queueDeletions(tx, keys);
      return { photos, copies: keys.length };
    });
    letGo += part.copies;
    return part.photos === atOnce ? "more" : "none";
  });
  return { letGo };
}
