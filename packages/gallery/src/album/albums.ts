import type { Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { generateKeyBetween } from "fractional-indexing";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import type { Visibility } from "../image/reach.ts";
import { refreshReach } from "../image/refresh-reach.ts";
import { tellOf } from "../news/tell.ts";
import { slugOf } from "../tag/slug.ts";
import { findHeld, findImagesOf } from "./images-store.ts";
import { requireAlbum } from "./require-album.ts";
import { settleTree } from "./settle-tree.ts";
import {
  type AlbumChange,
  type AlbumRow,
  albumsMost,
  deleteAlbumRow,
  findAlbum,
  findAlbums,
  findLastAlbumPosition,
  insertAlbum,
  isSlugTaken,
  lockTree,
  readAlbumVersion,
  updateAlbumRow,
} from "./store.ts";

/** Every album of the organization, in its order. */
export async function listAlbums(ctx: GalleryContext): Promise<AlbumRow[]> {
  return await findAlbums(ctx.db.orm, authorize(ctx, "gallery.read"));
}

/** Throws ALBUM_NOT_FOUND. */
export async function getAlbum(ctx: GalleryContext, input: { albumId: string }): Promise<AlbumRow> {
  const album = await findAlbum(ctx.db.orm, authorize(ctx, "gallery.read"), input.albumId);
  if (album === null) throw new GalleryError("ALBUM_NOT_FOUND");
  return album;
}

export interface NewAlbumInput {
  title: string;
  visibility?: Visibility | undefined;
  parentId?: string | null | undefined;
}

/** Makes an album at the end. Throws SLUG_TAKEN, ALBUM_NOT_FOUND for the parent, ALBUM_DEPTH and ALBUMS_MOST. */
export async function createAlbum(
  ctx: GalleryContext,
  input: NewAlbumInput,
): Promise<{ albumId: string; slug: string }> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { title, visibility = "public", parentId = null } = input;
  const albumId = newId(ctx.clock.nowMs(), ctx.random);
  // A title of signs alone has no slug: then the album is found under its id.
  const slug = slugOf(title) || albumId;
  const target = { kind: "album", id: albumId };
  const act = { action: "album.create", target, organizationId, detail: { title, visibility } };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    const known = await lockTree(tx, organizationId);
    if (known.length >= albumsMost) throw new GalleryError("ALBUMS_MOST");
    if (parentId !== null) await requireAlbum(tx, organizationId, parentId);
    const position = generateKeyBetween(await findLastAlbumPosition(tx, organizationId), null);
    const album = { id: albumId, organizationId, parentId, slug, title, visibility, position };
    if (!(await insertAlbum(tx, album))) throw new GalleryError("SLUG_TAKEN");
    await settleTree(tx, organizationId, ctx.random);
    scope.commit(() => tellOf(ctx, organizationId, "gallery.album"));
  });
  return { albumId, slug };
}

export interface AlbumUpdate extends AlbumChange {
  albumId: string;
  version: number;
}

/**
 * What is left out stays. Throws ALBUM_NOT_FOUND, ALBUM_CYCLE, ALBUM_DEPTH, SLUG_TAKEN, IMAGE_NOT_FOUND for a cover that
 * is not in it, and VERSION_CONFLICT with the version that is stored.
 */
export async function updateAlbum(
  ctx: GalleryContext,
  input: AlbumUpdate,
): Promise<{ version: number }> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { albumId, version, ...given } = input;
  const change = readChange(given);
  const target = { kind: "album", id: albumId };
  const act = { action: "album.update", target, organizationId, detail: { ...change } };
  await ctx.db.write(ctx, act, async (tx, scope) => {
    await lockTree(tx, organizationId);
    await requireAlbum(tx, organizationId, albumId);
    await checkChange(tx, organizationId, albumId, change);
    if (!(await updateAlbumRow(tx, albumId, version, change))) {
      const stored = await readAlbumVersion(tx, albumId);
      throw new GalleryError("VERSION_CONFLICT", { facts: { version: stored } });
    }
    await settleTree(tx, organizationId, ctx.random);
    scope.commit(() => tellOf(ctx, organizationId, "gallery.album"));
  });
  return { version: version + 1 };
}

/** An address is spelled as all are; one of signs alone is the album's id. */
function readChange(given: AlbumChange): AlbumChange {
  const change = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  return given.slug === undefined ? change : { ...change, slug: slugOf(given.slug) };
}

async function checkChange(
  tx: Tx,
  organizationId: string,
  albumId: string,
  { parentId, slug, coverImageId }: AlbumChange,
): Promise<void> {
  if (parentId) await requireAlbum(tx, organizationId, parentId);
  if (
    slug === "" ||
    (slug !== undefined && (await isSlugTaken(tx, organizationId, slug, albumId)))
  ) {
    throw new GalleryError("SLUG_TAKEN");
  }
  if (coverImageId && !(await findHeld(tx, albumId, [coverImageId])).has(coverImageId)) {
    throw new GalleryError("IMAGE_NOT_FOUND");
  }
}

/** Its photos stay, and the albums below it rise to where it was. Throws ALBUM_NOT_FOUND. */
export async function deleteAlbum(ctx: GalleryContext, input: { albumId: string }): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { albumId } = input;
  const target = { kind: "album", id: albumId };
  await ctx.db.write(ctx, { action: "album.delete", target, organizationId }, async (tx, scope) => {
    const tree = await lockTree(tx, organizationId);
    const album = tree.find((node) => node.albumId === albumId);
    if (album === undefined) throw new GalleryError("ALBUM_NOT_FOUND");
    const imageIds = await findImagesOf(tx, [albumId]);
    await deleteAlbumRow(tx, album);
    await settleTree(tx, organizationId, ctx.random);
    await refreshReach(tx, imageIds, ctx.random);
    scope.commit(() => tellOf(ctx, organizationId, "gallery.album"));
  });
}
