import { newId } from "@homeport/platform";
import { generateKeyBetween } from "fractional-indexing";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import type { Visibility } from "../image/reach.ts";
import { refreshReach } from "../image/refresh-reach.ts";
import { slugOf } from "../tag/slug.ts";
import { settleTree } from "./settle-tree.ts";
import {
  type AlbumChange,
  type AlbumRow,
  albumsMost,
  deleteAlbumRow,
  findAlbums,
  findImagesOf,
  findLastAlbumPosition,
  insertAlbum,
  isAlbum,
  lockTree,
  updateAlbumRow,
} from "./store.ts";

/** Every album of the organization, in its order. */
export async function listAlbums(ctx: GalleryContext): Promise<AlbumRow[]> {
  return await findAlbums(ctx.db.orm, authorize(ctx, "gallery.read"));
}

export interface NewAlbumInput {
  title: string;
  visibility?: Visibility | undefined;
  parentId?: string | null | undefined;
}

/** Makes an album at the end. Throws SLUG_TAKEN, ALBUM_NOT_FOUND for the parent, and ALBUM_DEPTH. */
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
  await ctx.db.write(ctx, act, async (tx) => {
    const known = await lockTree(tx, organizationId);
    if (known.length >= albumsMost) throw new GalleryError("ALBUM_DEPTH");
    if (parentId !== null) await requireAlbum(tx, organizationId, parentId);
    const position = generateKeyBetween(await findLastAlbumPosition(tx, organizationId), null);
    const album = { id: albumId, organizationId, parentId, slug, title, visibility, position };
    if (!(await insertAlbum(tx, album))) throw new GalleryError("SLUG_TAKEN");
    await settleTree(tx, organizationId, ctx.random);
  });
  return { albumId, slug };
}

export interface AlbumUpdate {
  albumId: string;
  version: number;
  title?: string | undefined;
  description?: string | undefined;
  visibility?: Visibility | undefined;
  parentId?: string | null | undefined;
}

/** What is left out stays. Throws VERSION_CONFLICT, ALBUM_NOT_FOUND, ALBUM_CYCLE and ALBUM_DEPTH. */
export async function updateAlbum(ctx: GalleryContext, input: AlbumUpdate): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { albumId, version, ...given } = input;
  const change: AlbumChange = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const target = { kind: "album", id: albumId };
  const act = { action: "album.update", target, organizationId, detail: { ...change } };
  await ctx.db.write(ctx, act, async (tx) => {
    await lockTree(tx, organizationId);
    await requireAlbum(tx, organizationId, albumId);
    if (given.parentId) await requireAlbum(tx, organizationId, given.parentId);
    if (!(await updateAlbumRow(tx, albumId, version, change))) {
      throw new GalleryError("VERSION_CONFLICT");
    }
    await settleTree(tx, organizationId, ctx.random);
  });
}

/** Its photos stay, and the albums below it rise to where it was. Throws ALBUM_NOT_FOUND. */
export async function deleteAlbum(ctx: GalleryContext, input: { albumId: string }): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { albumId } = input;
  const target = { kind: "album", id: albumId };
  await ctx.db.write(ctx, { action: "album.delete", target, organizationId }, async (tx) => {
    const tree = await lockTree(tx, organizationId);
    const album = tree.find((node) => node.albumId === albumId);
    if (album === undefined) throw new GalleryError("ALBUM_NOT_FOUND");
    const imageIds = await findImagesOf(tx, [albumId]);
    await deleteAlbumRow(tx, album);
    await settleTree(tx, organizationId, ctx.random);
    await refreshReach(tx, imageIds, ctx.random);
  });
}

async function requireAlbum(
  tx: Parameters<typeof isAlbum>[0],
  organizationId: string,
  albumId: string,
): Promise<void> {
  if (!(await isAlbum(tx, organizationId, albumId))) throw new GalleryError("ALBUM_NOT_FOUND");
}
