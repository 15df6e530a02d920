import { newId, newToken, sha256 } from "@homeport/platform";
import { isAlbum } from "../album/store.ts";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { GalleryError } from "../errors.ts";
import type { DownloadMode } from "../public/download-mode.ts";
import { hashPassword } from "./password.ts";
import { findLinks, insertLink, revokeLinkRow, setLinkPassword } from "./store.ts";

/** A link as those see it who give links out; what opens it is told once, when it is made. */
export type AlbumLinkView = Awaited<ReturnType<typeof findLinks>>[number];

/** The newest first. */
export async function listAlbumLinks(ctx: GalleryContext): Promise<AlbumLinkView[]> {
  return await findLinks(ctx.db.orm, authorize(ctx, "gallery.publish"));
}

export interface NewAlbumLink {
  albumId: string;
  label: string;
  password: string | null;
  /** Null is the album's own setting. */
  download: DownloadMode | null;
  /** Null never ends by itself. */
  lifeMs: number | null;
}

/** Makes an address that opens an album and those below it, whoever may see them. Throws ALBUM_NOT_FOUND. */
export async function createAlbumLink(
  ctx: GalleryContext,
  input: NewAlbumLink,
): Promise<{ linkId: string; token: string }> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { albumId, label, password, download, lifeMs } = input;
  const linkId = newId(ctx.clock.nowMs(), ctx.random);
  const token = newToken(ctx.random);
  const passwordHash = password === null ? null : await hashPassword(password);
  const detail = { albumId, label, download, hasPassword: password !== null };
  const target = { kind: "gallery-link", id: linkId };
  const act = { action: "gallery-link.create", target, organizationId, detail };
  await ctx.db.write(ctx, act, async (tx) => {
    if (!(await isAlbum(tx, organizationId, albumId))) throw new GalleryError("ALBUM_NOT_FOUND");
    const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : null;
    await insertLink(tx, {
      ...{ id: linkId, organizationId, albumId, label, passwordHash, download, createdBy, lifeMs },
      secretHash: sha256(token),
    });
  });
  return { linkId, token };
}

/** From then on it opens nothing, and whoever came by it is out at their next request. Throws LINK_NOT_FOUND. */
export async function revokeAlbumLink(
  ctx: GalleryContext,
  input: { linkId: string },
): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { linkId } = input;
  const target = { kind: "gallery-link", id: linkId };
  await ctx.db.write(ctx, { action: "gallery-link.revoke", target, organizationId }, async (tx) => {
    if (!(await revokeLinkRow(tx, organizationId, linkId))) {
      throw new GalleryError("LINK_NOT_FOUND");
    }
  });
}

/** Asks for another password, or for none. Whoever came by the old one has to come again. Throws LINK_NOT_FOUND. */
export async function setAlbumLinkPassword(
  ctx: GalleryContext,
  input: { linkId: string; password: string | null },
): Promise<void> {
  const organizationId = authorize(ctx, "gallery.publish");
  const { linkId, password } = input;
  const passwordHash = password === null ? null : await hashPassword(password);
  const target = { kind: "gallery-link", id: linkId };
  const detail = { hasPassword: password !== null };
  const act = { action: "gallery-link.password", target, organizationId, detail };
  await ctx.db.write(ctx, act, async (tx) => {
    if (!(await setLinkPassword(tx, organizationId, linkId, passwordHash))) {
      throw new GalleryError("LINK_NOT_FOUND");
    }
  });
}
