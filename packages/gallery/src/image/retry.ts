import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { tellOf } from "../news/tell.ts";
import { setDamaged, setRetried } from "../work/result-store.ts";
import { retryRows } from "../work/store.ts";
import { lockImages } from "./store.ts";

/**
 * Tries again what was set aside, with a clean count. With `readsDamaged` a file that breaks off is read as far as it goes,
 * and its photo is marked. Throws IMAGE_NOT_FOUND.
 */
export async function retryImage(
  ctx: GalleryContext,
  input: { imageId: string; readsDamaged?: boolean | undefined },
): Promise<{ retried: number }> {
  const organizationId = authorize(ctx, "gallery.operate");
  const { imageId, readsDamaged = false } = input;
  const target = { kind: "image", id: imageId };
  const act = { action: "image.retry", target, organizationId };
  return await ctx.db.write(ctx, act, async (tx, scope) => {
    const [image] = await lockImages(tx, organizationId, [imageId]);
    if (image === undefined) throw new GalleryError("IMAGE_NOT_FOUND");
    const due = await retryRows(tx, organizationId, imageId);
    if (due.length > 0) {
      await setRetried(tx, due);
      if (readsDamaged) await setDamaged(tx, imageId);
      scope.note({ readsDamaged });
      scope.commit(() => ctx.wakeWork(due));
      scope.commit(() => tellOf(ctx, organizationId, "gallery.image"));
    }
    return { retried: due.length };
  });
}
