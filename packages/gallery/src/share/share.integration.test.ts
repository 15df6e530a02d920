import { text } from "node:stream/consumers";
import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { openPublic } from "../../test/public.ts";
import { addToAlbum } from "../album/album-images.ts";
import { createAlbum } from "../album/albums.ts";
import { publishImages } from "../image/change-images.ts";
import { readMediaPath } from "../image/media-path.ts";
import type { Asker } from "../public/asker.ts";
import { readImage } from "../public/image.ts";
import { readMedia } from "../public/media.ts";
import type { PublicGallery } from "../public/open-public.ts";
import { readAlbum, readHome } from "../public/pages.ts";
import { createAlbumLink, listAlbumLinks, revokeAlbumLink, setAlbumLinkPassword } from "./links.ts";
import { openAlbumLink } from "./open-link.ts";

let fixture: GalleryFixture;
let gallery: PublicGallery;
let ctx: OwnerContext;
let hidden: { albumId: string; slug: string };
let imageId: string;

beforeAll(async () => {
  fixture = await openFixture();
  gallery = openPublic(fixture);
});
afterAll(async () => {
  gallery[Symbol.dispose]();
  await fixture[Symbol.asyncDispose]();
});
/** A gallery that is closed, with one photo in an album inside of a hidden one. */
beforeEach(async () => {
  ctx = await fixture.organization();
  hidden = await createAlbum(ctx, { title: "Hidden", visibility: "private" });
  const below = await createAlbum(ctx, { title: "Below", parentId: hidden.albumId });
  imageId = await addPhoto(fixture, ctx);
  await addToAlbum(ctx, { albumId: below.albumId, imageIds: [imageId] });
  await publishImages(ctx, { imageIds: [imageId] });
});

const plain = { label: "", password: null, download: null, lifeMs: null };

async function openLink(token: string, password: string | null = null): Promise<Asker> {
  const opened = await openAlbumLink(gallery, { token, password }, async () => undefined);
  return { isMember: async () => false, shareSecrets: [opened.secret] };
}

const slug = () => ctx.organizationId;

async function look(asker: Asker) {
  const { below } = await readAlbum(gallery, { slug: slug(), album: hidden.slug }, asker);
  const inner = await readAlbum(gallery, { slug: slug(), album: below[0]?.slug ?? "" }, asker);
  return inner.images[0]?.variants[0]?.path ?? "";
}

async function fetchMedia(path: string, asker: Asker): Promise<string> {
  const name = readMediaPath(path);
  if (name === null) throw new Error(`No address of a photo: ${path}`);
  return await text(await (await readMedia(gallery, name, asker)).open());
}

test("a link opens its album and those below it, the photos' bytes too, and nothing beside", async () => {
  const { token } = await createAlbumLink(ctx, { ...plain, albumId: hidden.albumId });
  const guest = await openLink(token);
  const path = await look(guest);
  expect(await fetchMedia(path, guest)).toBe(`rendition of ${imageId}`);
  const { image, head } = await readImage(gallery, { slug: slug(), imageId }, guest);
  expect([image.isListed, head.isOpen]).toEqual([false, false]);
  expect(await refusalOf(readHome(gallery, { slug: slug() }, guest))).toBe("GALLERY_NOT_FOUND");
  const other = await createAlbum(ctx, { title: "Other", visibility: "private" });
  const beside = readAlbum(gallery, { slug: slug(), album: other.slug }, guest);
  expect(await refusalOf(beside)).toBe("GALLERY_NOT_FOUND");
  expect(await listAlbumLinks(ctx)).toMatchObject([{ openedCount: 1, isEnded: false }]);
});

test("a link that is revoked opens nothing from its next request on, media included", async () => {
  const { token, linkId } = await createAlbumLink(ctx, { ...plain, albumId: hidden.albumId });
  const guest = await openLink(token);
  const path = await look(guest);
  await revokeAlbumLink(ctx, { linkId });
  expect(await refusalOf(look(guest))).toBe("GALLERY_NOT_FOUND");
  expect(await refusalOf(fetchMedia(path, guest))).toBe("IMAGE_NOT_FOUND");
  expect(await refusalOf(openLink(token))).toBe("LINK_ENDED");
  expect(await refusalOf(revokeAlbumLink(ctx, { linkId }))).toBe("LINK_NOT_FOUND");
});

test("a link that has ended by the store's clock is as one that was revoked", async () => {
  const { token, linkId } = await createAlbumLink(ctx, { ...plain, albumId: hidden.albumId });
  const guest = await openLink(token);
  await fixture.db.orm
    .update(schema.galleryShareLinks)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(schema.galleryShareLinks.id, linkId));
  expect(await refusalOf(look(guest))).toBe("GALLERY_NOT_FOUND");
  expect(await refusalOf(openLink(token))).toBe("LINK_ENDED");
});

test("a password is asked for, each try is counted, and another one ends who came by the first", async () => {
  const { token, linkId } = await createAlbumLink(ctx, {
    ...{ ...plain, albumId: hidden.albumId, password: "sesame" },
  });
  expect(await refusalOf(openLink(token))).toBe("LINK_PASSWORD");
  expect(await refusalOf(openLink(token, "open"))).toBe("LINK_PASSWORD");
  const guest = await openLink(token, "sesame");
  expect(await look(guest)).not.toBe("");
  let tries = 0;
  await openAlbumLink(gallery, { token, password: "sesame" }, async () => {
    tries += 1;
  });
  expect(tries).toBe(1);
  await setAlbumLinkPassword(ctx, { linkId, password: "other one" });
  expect(await refusalOf(look(guest))).toBe("GALLERY_NOT_FOUND");
  expect(await refusalOf(openLink(token, "sesame"))).toBe("LINK_PASSWORD");
});

test("what a link's album allows to be had, the link may allow less or more", async () => {
  const { token } = await createAlbumLink(ctx, {
    ...{ ...plain, albumId: hidden.albumId, download: "clean" },
  });
  const { image } = await readImage(gallery, { slug: slug(), imageId }, await openLink(token));
  expect(image.download.mode).toBe("clean");
});

test("no secret of a link is in the store, or in the record of who made it", async () => {
  const { token } = await createAlbumLink(ctx, {
    ...{ ...plain, albumId: hidden.albumId, password: "sesame" },
  });
  const rows = await fixture.db.orm.select().from(schema.galleryShareLinks);
  const audited = await fixture.db.orm.select().from(schema.auditEntries);
  const told = JSON.stringify([rows, audited]);
  expect(told).not.toContain(token);
  expect(told).not.toContain("sesame");
});
