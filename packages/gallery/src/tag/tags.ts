import { cursorScope, newId, type Page, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { tellOf } from "../news/tell.ts";
import { requireTagName } from "./names.ts";
import { slugOf } from "./slug.ts";
import {
  deleteTagRow,
  findTags,
  lockTags,
  markTagsEdited,
  moveImageTags,
  renameTagRow,
  type TagRow,
} from "./store.ts";

/** Tags in the order of their slugs, each with how many photos bear it; with `begins`, those that begin so. */
export async function listTags(
  ctx: GalleryContext,
  input: PageInput & { begins?: string | undefined },
): Promise<Page<TagRow>> {
  const organizationId = authorize(ctx, "gallery.read");
  const prefix = slugOf(input.begins ?? "");
  const plan = {
    kind: "gallery.tags",
    scope: cursorScope(organizationId, prefix),
    positionOf: (row: TagRow) => [row.slug],
  };
  return await readPage(ctx.cursors, plan, input, (after, count) =>
    findTags(ctx.db.orm, organizationId, { prefix, after: String(after?.[0] ?? "") }, count),
  );
}

/** Calls a tag another name. Throws TAG_NOT_FOUND, TAG_INVALID, and SLUG_TAKEN, in which case the two may be merged. */
export async function renameTag(
  ctx: GalleryContext,
  input: { tagId: string; name: string },
): Promise<{ slug: string }> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { tagId } = input;
  const to = requireTagName(input.name);
  const target = { kind: "tag", id: tagId };
  const act = { action: "tag.rename", target, organizationId, detail: to, repeatable: true };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    scope.commit(() => tellOf(ctx, organizationId, "gallery.image"));
    const [tag] = await lockTags(tx, organizationId, [tagId]);
    if (tag === undefined) throw new GalleryError("TAG_NOT_FOUND");
    // Else the next refresh would bring the old word back beside the new one.
    await markTagsEdited(tx, tagId);
    const probeId = newId(ctx.clock.nowMs(), ctx.random);
    const isFree = await renameTagRow(tx, organizationId, tag, { ...to, probeId });
    if (!isFree) throw new GalleryError("SLUG_TAKEN");
  });
  return { slug: to.slug };
}

/** Puts one tag in the place of another, which is gone then. Throws TAG_NOT_FOUND. */
export async function mergeTags(
  ctx: GalleryContext,
  input: { tagId: string; intoId: string },
): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { tagId, intoId } = input;
  const target = { kind: "tag", id: tagId };
  const act = { action: "tag.merge", target, organizationId, detail: { intoId }, repeatable: true };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    scope.commit(() => tellOf(ctx, organizationId, "gallery.image"));
    const found = await lockTags(tx, organizationId, [tagId, intoId]);
    if (found.length !== 2) throw new GalleryError("TAG_NOT_FOUND");
    await markTagsEdited(tx, tagId);
    await moveImageTags(tx, tagId, intoId);
    await deleteTagRow(tx, tagId);
  });
}

/** Takes a tag off every photo. Throws TAG_NOT_FOUND. */
export async function deleteTag(ctx: GalleryContext, input: { tagId: string }): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { tagId } = input;
  const target = { kind: "tag", id: tagId };
  const act = { action: "tag.delete", target, organizationId, repeatable: true };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    scope.commit(() => tellOf(ctx, organizationId, "gallery.image"));
    if ((await lockTags(tx, organizationId, [tagId])).length === 0) {
      throw new GalleryError("TAG_NOT_FOUND");
    }
    await markTagsEdited(tx, tagId);
    await deleteTagRow(tx, tagId);
  });
}
