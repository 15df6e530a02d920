import type { GalleryContext } from "../context.ts";

/** Whoever publishes may change every photo; a member their own drafts. */
export function mayWriteImage(
  ctx: Pick<GalleryContext, "actor" | "permissions">,
  image: { uploadedBy: string | null; publication: "draft" | "published" },
): boolean {
  if (!ctx.permissions.has("gallery.write")) return false;
  if (ctx.permissions.has("gallery.publish")) return true;
  const isOwn = ctx.actor.kind === "user" && ctx.actor.userId === image.uploadedBy;
  return isOwn && image.publication === "draft";
}
