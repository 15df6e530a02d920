import type { Tx } from "@homeport/db";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import type { GalleryPermission } from "../permissions.ts";
import { mayWriteImage } from "./may-write.ts";
import { refreshReach } from "./refresh-reach.ts";
import { type BulkChange, lockImages, updateImages } from "./store.ts";

/** What became of each photo that was named. */
export interface Changed {
  changed: string[];
  unchanged: { imageId: string; code: "IMAGE_NOT_FOUND" | "NOT_PERMITTED" }[];
}

export const idsMost = 1_000;
const atOnce = 200;

interface Act {
  readonly action: string;
  readonly permission: GalleryPermission;
  readonly change: BulkChange;
}

/** Shows these photos to whoever may see them; one without a rendition yet shows when it has one. */
export async function publishImages(
  ctx: GalleryContext,
  input: { imageIds: readonly string[] },
): Promise<Changed> {
  const act = {
    action: "image.publish",
    permission: "gallery.publish",
    change: "publish",
  } as const;
  return await changeImages(ctx, act, input.imageIds);
}

/** When this has returned, no answer that begins later shows them to a stranger. */
export async function unpublishImages(
  ctx: GalleryContext,
  input: { imageIds: readonly string[] },
): Promise<Changed> {
  const act: Act = {
    action: "image.unpublish",
    permission: "gallery.publish",
    change: "unpublish",
  };
  return await changeImages(ctx, act, input.imageIds);
}

/** Out of every list and sight; they come back by `restoreImages`. */
export async function trashImages(
  ctx: GalleryContext,
  input: { imageIds: readonly string[] },
): Promise<Changed> {
  const act = { action: "image.trash", permission: "gallery.write", change: "trash" } as const;
  return await changeImages(ctx, act, input.imageIds);
}

export async function restoreImages(
  ctx: GalleryContext,
  input: { imageIds: readonly string[] },
): Promise<Changed> {
  const act = { action: "image.restore", permission: "gallery.write", change: "restore" } as const;
  return await changeImages(ctx, act, input.imageIds);
}

async function changeImages(
  ctx: GalleryContext,
  act: Act,
  imageIds: readonly string[],
): Promise<Changed> {
  const organizationId = authorize(ctx, act.permission);
  const all: Changed = { changed: [], unchanged: [] };
  for (let at = 0; at < imageIds.length; at += atOnce) {
    const some = imageIds.slice(at, at + atOnce);
    const [first = ""] = some;
    const target = { kind: "image", id: first };
    const part = await ctx.db.write(
      ctx,
      { action: act.action, target, organizationId, repeatable: true },
      async (tx, scope) => {
        const done = await changeSome(ctx, tx, organizationId, act, some);
        if (some.length > 1) scope.note({ imageIds: done.changed });
        return done;
      },
    );
    all.changed.push(...part.changed);
    all.unchanged.push(...part.unchanged);
  }
  return all;
}

async function changeSome(
  ctx: GalleryContext,
  tx: Tx,
  organizationId: string,
  act: Act,
  imageIds: readonly string[],
): Promise<Changed> {
  const found = await lockImages(tx, organizationId, imageIds);
  const known = new Map(found.map((image) => [image.imageId, image]));
  const done: Changed = { changed: [], unchanged: [] };
  for (const imageId of imageIds) {
    const image = known.get(imageId);
    if (image === undefined) done.unchanged.push({ imageId, code: "IMAGE_NOT_FOUND" });
    else if (!mayWriteImage(ctx, image)) done.unchanged.push({ imageId, code: "NOT_PERMITTED" });
    else done.changed.push(imageId);
  }
  await updateImages(tx, done.changed, act.change);
  await refreshReach(tx, done.changed, ctx.random);
  return done;
}
