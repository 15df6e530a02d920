import { text } from "node:stream/consumers";
import { schema } from "@homeport/db";
import { createMetrics } from "@homeport/platform";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { addToAlbum, arrangeAlbum, removeFromAlbum } from "../album/album-images.ts";
import { createAlbum, deleteAlbum, listAlbums, updateAlbum } from "../album/albums.ts";
import {
  publishImages,
  restoreImages,
  trashImages,
  unpublishImages,
} from "../image/change-images.ts";
import { listImages } from "../image/list.ts";
import { readMediaPath } from "../image/media-path.ts";
import { updateImage } from "../image/update.ts";
import { getSettings, updateSettings } from "../settings/settings.ts";
import { type Asker, stranger } from "./asker.ts";
import { readMedia } from "./media.ts";
import { openPublicGallery, type PublicGallery } from "./open-public.ts";
import { readAlbum, readHome } from "./pages.ts";

let fixture: GalleryFixture;
let gallery: PublicGallery;
let ctx: OwnerContext;

beforeAll(async () => {
  fixture = await openFixture();
  gallery = openPublicGallery(fixture.deps, {
    feed: { ageMs: () => 0, ensureFresh: async () => true, subscribe: () => () => undefined },
    metrics: createMetrics({ app: "test", version: "0" }),
  });
});
afterAll(async () => {
  gallery[Symbol.dispose]();
  await fixture[Symbol.asyncDispose]();
});
beforeEach(async () => {
  ctx = await fixture.organization();
  await updateSettings(ctx, { version: 0, isOpen: true, title: "Harbours" });
});

const member: Asker = { isMember: async () => true, shareSecrets: [] };

/** The slug of a test's organization is its id. */
const home = () => readHome(gallery, { slug: ctx.organizationId });
const album = (slug: string) => readAlbum(gallery, { slug: ctx.organizationId, album: slug });

async function pathOf(imageId: string): Promise<string> {
  const page = await listImages(ctx, {});
  return page.items.find((image) => image.imageId === imageId)?.variants[0]?.path ?? "";
}

async function fetchMedia(path: string, asker = stranger): Promise<string> {
  const name = readMediaPath(path);
  if (name === null) throw new Error(`No address of a photo: ${path}`);
  const media = await readMedia(gallery, name, asker);
  return await text(await media.open());
}

describe("a photo", () => {
  test("is seen by strangers from its publication on, and no more once it is withdrawn", async () => {
    const imageId = await addPhoto(fixture, ctx);
    const draft = await pathOf(imageId);
    expect((await home()).images).toEqual([]);
    expect(await refusalOf(fetchMedia(draft))).toBe("IMAGE_NOT_FOUND");
    expect(await fetchMedia(draft, member)).toBe(`rendition of ${imageId}`);

    expect(await publishImages(ctx, { imageIds: [imageId] })).toEqual({
      changed: [imageId],
      unchanged: [],
    });
    const [shown] = (await home()).images;
    expect(shown).toMatchObject({ imageId, alt: "Photo, Pocket 2", width: 400 });
    const path = shown?.variants[0]?.path ?? "";
    expect(await fetchMedia(path)).toBe(`rendition of ${imageId}`);

    await unpublishImages(ctx, { imageIds: [imageId] });
    expect((await home()).images).toEqual([]);
    expect(await refusalOf(fetchMedia(path))).toBe("IMAGE_NOT_FOUND");
    expect(await refusalOf(fetchMedia(path, member))).toBe("IMAGE_NOT_FOUND");
    expect(await pathOf(imageId)).not.toBe(path);
  });

  test("says nothing to strangers that its organization did not show", async () => {
    const imageId = await addPhoto(fixture, ctx, { filename: "secret-name.jpg" });
    await publishImages(ctx, { imageIds: [imageId] });
    const told = JSON.stringify(await home());
    const [image] = await fixture.db.orm
      .select()
      .from(schema.images)
      .where(eq(schema.images.id, imageId));
    expect(told).not.toContain("secret-name");
    expect(told).not.toContain(String(image?.originalKey));
    expect(told).not.toContain(Buffer.from(image?.sha256 ?? []).toString("hex"));
    expect(told).not.toContain(ctx.organizationId);
  });

  test("in the trash is nowhere, and comes back as it was", async () => {
    const imageId = await addPhoto(fixture, ctx);
    await publishImages(ctx, { imageIds: [imageId] });
    await trashImages(ctx, { imageIds: [imageId] });
    expect((await home()).images).toEqual([]);
    expect((await listImages(ctx, {})).items).toEqual([]);
    expect((await listImages(ctx, { isTrashed: true })).items).toHaveLength(1);
    await restoreImages(ctx, { imageIds: [imageId] });
    expect((await home()).images).toHaveLength(1);
  });

  test("is changed only by who saw its newest version", async () => {
    const imageId = await addPhoto(fixture, ctx);
    await updateImage(ctx, { imageId, version: 1, title: "Pier" });
    const late = updateImage(ctx, { imageId, version: 1, title: "Dock" });
    expect(await refusalOf(late)).toBe("VERSION_CONFLICT");
    expect((await listImages(ctx, {})).items[0]).toMatchObject({ title: "Pier", version: 2 });
  });
});

describe("an album", () => {
  test("shows its photos as far as it and everything above it may be seen", async () => {
    const imageId = await addPhoto(fixture, ctx);
    await publishImages(ctx, { imageIds: [imageId] });
    const year = await createAlbum(ctx, { title: "2026" });
    const trip = await createAlbum(ctx, { title: "Étretat, May", parentId: year.albumId });
    expect(trip.slug).toBe("étretat-may");
    await addToAlbum(ctx, { albumId: trip.albumId, imageIds: [imageId, "none"] });
    expect((await album(trip.slug)).images).toHaveLength(1);
    const { path } = (await home()).images[0]?.variants[0] ?? { path: "" };

    await updateAlbum(ctx, { albumId: year.albumId, version: 1, visibility: "unlisted" });
    expect((await home()).images).toEqual([]);
    expect((await home()).albums).toEqual([]);
    const unlisted = await album(trip.slug);
    expect(unlisted.album.isListed).toBe(false);
    expect(unlisted.images).toHaveLength(1);
    expect(await refusalOf(fetchMedia(path))).toBe("IMAGE_NOT_FOUND");
    expect(await fetchMedia(unlisted.images[0]?.variants[0]?.path ?? "")).toContain(imageId);

    await updateAlbum(ctx, { albumId: year.albumId, version: 2, visibility: "private" });
    expect(await refusalOf(album(trip.slug))).toBe("GALLERY_NOT_FOUND");
    const hidden = unlisted.images[0]?.variants[0]?.path ?? "";
    expect(await refusalOf(fetchMedia(hidden))).toBe("IMAGE_NOT_FOUND");

    await deleteAlbum(ctx, { albumId: year.albumId });
    expect(await listAlbums(ctx)).toMatchObject([
      { albumId: trip.albumId, parentId: null, effectiveVisibility: "public", images: 1 },
    ]);
    expect((await home()).albums).toMatchObject([{ slug: trip.slug, images: 1 }]);
    await removeFromAlbum(ctx, { albumId: trip.albumId, imageIds: [imageId] });
    expect((await home()).images).toHaveLength(1);
  });

  test("keeps the order that it was given, in pages that neither repeat nor miss", async () => {
    const imageIds: string[] = [];
    for (let n = 0; n < 5; n += 1) imageIds.push(await addPhoto(fixture, ctx));
    await publishImages(ctx, { imageIds });
    const { albumId, slug } = await createAlbum(ctx, { title: "Order" });
    await addToAlbum(ctx, { albumId, imageIds });
    const [a = "", b = "", c = "", d = "", e = ""] = imageIds;
    await Promise.all([
      arrangeAlbum(ctx, { albumId, imageIds: [e, a], afterId: null }),
      arrangeAlbum(ctx, { albumId, imageIds: [d], afterId: b }),
    ]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await readAlbum(gallery, {
        ...{ slug: ctx.organizationId, album: slug, limit: 2 },
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.images.map((image) => image.imageId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([e, a, b, d, c]);
  });

  test("is refused a taken address, and a place inside itself", async () => {
    const { albumId } = await createAlbum(ctx, { title: "Summer" });
    expect(await refusalOf(createAlbum(ctx, { title: "summer!" }))).toBe("SLUG_TAKEN");
    const inner = await createAlbum(ctx, { title: "Inner", parentId: albumId });
    const turned = updateAlbum(ctx, { albumId, version: 1, parentId: inner.albumId });
    expect(await refusalOf(turned)).toBe("ALBUM_CYCLE");
  });

  test("is one of a thousand at most", async () => {
    await fixture.db.orm.execute(sql`
      insert into albums (id, organization_id, slug, title, position)
      select ${ctx.organizationId} || n, ${ctx.organizationId}, 'album-' || n, 'One of many', 'a' || n
      from generate_series(1, 999) n`);
    await createAlbum(ctx, { title: "The last" });
    expect(await refusalOf(createAlbum(ctx, { title: "One more" }))).toBe("ALBUMS_MOST");
  });
});

describe("a gallery", () => {
  test("that is closed answers as one that there is not, its photos too", async () => {
    const imageId = await addPhoto(fixture, ctx);
    await publishImages(ctx, { imageIds: [imageId] });
    const path = (await home()).images[0]?.variants[0]?.path ?? "";
    await updateSettings(ctx, { version: 1, isOpen: false });
    expect(await refusalOf(home())).toBe("GALLERY_NOT_FOUND");
    expect(await refusalOf(readHome(gallery, { slug: "none" }))).toBe("GALLERY_NOT_FOUND");
    expect(await refusalOf(fetchMedia(path))).toBe("IMAGE_NOT_FOUND");
    expect(await fetchMedia(path, member)).toContain(imageId);
    expect(await refusalOf(updateSettings(ctx, { version: 1, isOpen: true }))).toBe(
      "VERSION_CONFLICT",
    );
    expect(await getSettings(ctx)).toMatchObject({ version: 2, isOpen: false });
  });

  test("shows pages that neither repeat nor miss while photos arrive", async () => {
    const imageIds: string[] = [];
    for (let n = 0; n < 5; n += 1) imageIds.push(await addPhoto(fixture, ctx));
    await publishImages(ctx, { imageIds });
    const first = await readHome(gallery, { slug: ctx.organizationId, limit: 2 });
    await publishImages(ctx, { imageIds: [await addPhoto(fixture, ctx)] });
    const cursor = first.nextCursor ?? "";
    const rest = await readHome(gallery, { slug: ctx.organizationId, limit: 10, cursor });
    const seen = [...first.images, ...rest.images].map((image) => image.imageId);
    expect(seen).toEqual(imageIds.toReversed());
  });
});

describe("a member", () => {
  const asMember = (): OwnerContext => ({
    ...ctx,
    permissions: new Set(["gallery.read", "gallery.upload", "gallery.write"]),
  });

  test("changes their own drafts alone, and publishes nothing", async () => {
    const own = await addPhoto(fixture, ctx);
    const other = { ...asMember(), actor: { kind: "system", name: "x" } } as const;
    await updateImage(asMember(), { imageId: own, version: 1, title: "Mine" });
    const theirs = updateImage(other, { imageId: own, version: 2, title: "Theirs" });
    expect(await refusalOf(theirs)).toBe("NOT_PERMITTED");
    expect(await refusalOf(publishImages(asMember(), { imageIds: [own] }))).toBe("NOT_PERMITTED");
    await publishImages(ctx, { imageIds: [own] });
    const late = updateImage(asMember(), { imageId: own, version: 3, title: "Later" });
    expect(await refusalOf(late)).toBe("NOT_PERMITTED");
    expect((await trashImages(asMember(), { imageIds: [own, "none"] })).unchanged).toEqual([
      { imageId: own, code: "NOT_PERMITTED" },
      { imageId: "none", code: "IMAGE_NOT_FOUND" },
    ]);
  });

  test("of another organization finds nothing here", async () => {
    const imageId = await addPhoto(fixture, ctx);
    const elsewhere = await fixture.organization();
    const update = updateImage(elsewhere, { imageId, version: 1, title: "x" });
    expect(await refusalOf(update)).toBe("IMAGE_NOT_FOUND");
    const { albumId } = await createAlbum(ctx, { title: "Ours" });
    const add = addToAlbum(elsewhere, { albumId, imageIds: [imageId] });
    expect(await refusalOf(add)).toBe("ALBUM_NOT_FOUND");
    expect((await listImages(elsewhere, {})).items).toEqual([]);
  });
});
