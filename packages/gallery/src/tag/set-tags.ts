import type { Tx } from "@homeport/db";
import type { GalleryDeps } from "../context.ts";
import { deleteImageTags, ensureTags, findTagsOf, insertImageTags } from "./store.ts";

/** Gives a photo exactly these tags; false when it bears them already. */
export async function setTags(
  ctx: Pick<GalleryDeps, "random">,
  tx: Tx,
  photo: { organizationId: string; imageId: string; wanted: ReadonlyMap<string, string> },
): Promise<boolean> {
  const { organizationId, imageId, wanted } = photo;
  const borne = await findTagsOf(tx, imageId);
  const dropped = borne.filter(({ slug }) => !wanted.has(slug)).map(({ tagId }) => tagId);
  const kept = new Set(borne.map(({ slug }) => slug));
  const added = new Map([...wanted].filter(([slug]) => !kept.has(slug)));
  if (dropped.length === 0 && added.size === 0) return false;
  const tagIds = [...(await ensureTags(tx, organizationId, added, ctx.random)).values()];
  await deleteImageTags(tx, [imageId], dropped);
  await insertImageTags(
    tx,
    tagIds.map((tagId) => ({ organizationId, imageId, tagId })),
  );
  return true;
}
