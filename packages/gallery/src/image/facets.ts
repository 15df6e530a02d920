import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { type Counted, countNames } from "../stats/store.ts";

/** By what photos outside the trash may be narrowed, the most frequent first. */
export async function readFacets(
  ctx: GalleryContext,
): Promise<{ cameras: Counted[]; lenses: Counted[] }> {
  const organizationId = authorize(ctx, "gallery.read");
  const [cameras, lenses] = await Promise.all([
    countNames(ctx.db.orm, { organizationId }, "camera"),
    countNames(ctx.db.orm, { organizationId }, "lens"),
  ]);
  return { cameras, lenses };
}
