import type { GalleryContext } from "../context.ts";
import { redoRows } from "../work/store.ts";
import { type Changed, changeMany, type ImageSelection } from "./change-many.ts";

/**
 * Makes the renditions of these photos anew, although they are done; until then those that there are stay. Those of which
 * nothing is to be done again are left with NOTHING_MATCHED: in the trash, set aside, without a rendition, or under way.
 */
export async function reprocessImages(
  ctx: GalleryContext,
  input: ImageSelection,
): Promise<Changed> {
  return await changeMany(
    ctx,
    {
      ...{ action: "image.reprocess", permission: "gallery.operate" },
      async apply(tx, imageIds, organizationId, scope) {
        const due = await redoRows(tx, organizationId, imageIds);
        if (due.length > 0) scope.commit(() => ctx.wakeWork(due));
        const taken = new Set(due.map(({ imageId }) => imageId));
        return imageIds
          .filter((imageId) => !taken.has(imageId))
          .map((imageId) => ({ imageId, code: "NOTHING_MATCHED" }));
      },
    },
    input,
  );
}
