import type { Tx, WriteScope } from "@homeport/db";
import { isHomeportError } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { tellOf } from "../news/tell.ts";
import type { GalleryPermission } from "../permissions.ts";
import type { ImageFilter } from "./filter.ts";
import { mayWriteImage } from "./may-write.ts";
import { refreshReach } from "./refresh-reach.ts";
import { findMatching, lockImages } from "./store.ts";

/** Photos by name, or all that match a filter at the moment of asking. */
export type ImageSelection = { imageIds: readonly string[] } | { matching: ImageFilter };

/** What became of each photo that was meant. */
export interface Changed {
  changed: string[];
  /** Each with the code that says why. */
  unchanged: { imageId: string; code: string }[];
}

/** Photos that are named in one call; those that match a filter are never sent to and fro. */
export const idsMost = 1_000;
const atOnce = 200;

/** One change that is made to many photos. */
export interface ImagesAct {
  readonly action: string;
  readonly permission: GalleryPermission;
  readonly detail?: Readonly<Record<string, unknown>>;
  /**
   * Makes it to photos that are there, that the actor may change, and whose rows are locked. Answers those that it left
   * as they were.
   */
  apply(
    tx: Tx,
    imageIds: readonly string[],
    organizationId: string,
    scope: Pick<WriteScope, "commit">,
  ): Promise<Changed["unchanged"]>;
}

/**
 * Changes up to 200 photos in one transaction, and as many of those as it takes. What a filter matches is settled before
 * the first. A refusal of the first part refuses all; of a later one, it stands with the photos that were left by it.
 * Throws NOTHING_MATCHED for a filter without a match.
 */
export async function changeMany(
  ctx: GalleryContext,
  act: ImagesAct,
  selection: ImageSelection,
): Promise<Changed> {
  const organizationId = authorize(ctx, act.permission);
  const imageIds = await selectIds(ctx, organizationId, selection);
  const all: Changed = { changed: [], unchanged: [] };
  for (let at = 0; at < imageIds.length; at += atOnce) {
    try {
      const part = await changePart(ctx, organizationId, act, imageIds.slice(at, at + atOnce));
      all.changed.push(...part.changed);
      all.unchanged.push(...part.unchanged);
    } catch (error) {
      if (at === 0 || !isHomeportError(error)) throw error;
      const { code } = error;
      all.unchanged.push(...imageIds.slice(at).map((imageId) => ({ imageId, code })));
      break;
    }
  }
  return all;
}

async function selectIds(
  ctx: GalleryContext,
  organizationId: string,
  selection: ImageSelection,
): Promise<string[]> {
  if ("imageIds" in selection) return [...new Set(selection.imageIds)];
  const imageIds = await findMatching(ctx.db.orm, organizationId, selection.matching);
  if (imageIds.length === 0) throw new GalleryError("NOTHING_MATCHED");
  return imageIds;
}

async function changePart(
  ctx: GalleryContext,
  organizationId: string,
  act: ImagesAct,
  imageIds: readonly string[],
): Promise<Changed> {
  const { action, detail = {} } = act;
  const target = { kind: "image", id: imageIds[0] ?? "" };
  return await ctx.db.write(
    ctx,
    { action, target, organizationId, detail, repeatable: true },
    async (tx, scope) => {
      const { allowed, unchanged } = await sort(ctx, tx, organizationId, imageIds);
      const left = await act.apply(tx, allowed, organizationId, scope);
      await refreshReach(tx, allowed, ctx.random);
      const leftIds = new Set(left.map(({ imageId }) => imageId));
      const changed = allowed.filter((imageId) => !leftIds.has(imageId));
      if (imageIds.length > 1) scope.note({ imageIds: changed });
      if (changed.length > 0) scope.commit(() => tellOf(ctx, organizationId, "gallery.image"));
      return { changed, unchanged: [...unchanged, ...left] };
    },
  );
}

async function sort(
  ctx: GalleryContext,
  tx: Tx,
  organizationId: string,
  imageIds: readonly string[],
): Promise<{ allowed: string[]; unchanged: Changed["unchanged"] }> {
  const found = await lockImages(tx, organizationId, imageIds);
  const known = new Map(found.map((image) => [image.imageId, image]));
  const allowed: string[] = [];
  const unchanged: Changed["unchanged"] = [];
  for (const imageId of imageIds) {
    const image = known.get(imageId);
    if (image === undefined) unchanged.push({ imageId, code: "IMAGE_NOT_FOUND" });
    else if (!mayWriteImage(ctx, image)) unchanged.push({ imageId, code: "NOT_PERMITTED" });
    else allowed.push(imageId);
  }
  return { allowed, unchanged };
}
