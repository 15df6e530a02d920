import { schema } from "@homeport/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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
import { createFeeds, type FeedInput } from "../feed/read-feed.ts";
import { publishImages, trashImages, unpublishImages } from "../image/change-images.ts";
import { updateSettings } from "../settings/settings.ts";
import { tagImage } from "../tag/tag-image.ts";
import { stranger } from "./asker.ts";
import { readDownload } from "./download.ts";
import { readPublicFacets } from "./facets.ts";
import { readImage, readNeighbours } from "./image.ts";
import { readMap } from "./map.ts";
import type { PublicGallery } from "./open-public.ts";
import { readAlbum, readAlbums, readHome, readTag } from "./pages.ts";

let fixture: GalleryFixture;
let gallery: PublicGallery;
let ctx: OwnerContext;
let slug: string;

beforeAll(async () => {
  fixture = await openFixture();
  gallery = openPublic(fixture);
});
afterAll(async () => {
  gallery[Symbol.dispose]();
  await fixture[Symbol.asyncDispose]();
});
beforeEach(async () => {
  ctx = await fixture.organization();
  slug = ctx.organizationId;
  await updateSettings(ctx, { version: 0, isOpen: true, title: "Harbours" });
});

type AlbumColumns = Partial<typeof schema.albums.$inferInsert>;
type ImageColumns = Partial<typeof schema.images.$inferInsert>;

async function setAlbum(albumId: string, columns: AlbumColumns): Promise<void> {
  await fixture.db.orm.update(schema.albums).set(columns).where(eq(schema.albums.id, albumId));
}

async function setImage(imageId: string, columns: ImageColumns): Promise<void> {
  await fixture.db.orm.update(schema.images).set(columns).where(eq(schema.images.id, imageId));
}

async function album(
  title: string,
  options: { visibility?: "public" | "unlisted" | "private"; parentId?: string } = {},
) {
  return await createAlbum(ctx, { title, ...options });
}

async function photo(...albumIds: string[]): Promise<string> {
  const imageId = await addPhoto(fixture, ctx);
  await publishImages(ctx, { imageIds: [imageId] });
  for (const albumId of albumIds) await addToAlbum(ctx, { albumId, imageIds: [imageId] });
  return imageId;
}

/** Every public answer about the whole gallery, as one text. */
async function toldOfAll(): Promise<string> {
  const feeds = createFeeds(gallery, addresses);
  const kinds: FeedInput["kind"][] = ["rss", "json", "sitemap"];
  return JSON.stringify([
    await readHome(gallery, { slug }),
    await readHome(gallery, { slug, words: "pocket" }),
    await readHome(gallery, { slug, camera: "Pocket 2" }),
    await readAlbums(gallery, { slug }),
    await readPublicFacets(gallery, { slug }),
    await readMap(gallery, { slug }),
    ...(await Promise.all(kinds.map((kind) => feeds({ slug, album: null, kind })))),
  ]);
}

const addresses = {
  gallery: (of: string) => `http://x/g/${of}`,
  album: (of: string, name: string) => `http://x/g/${of}/a/${name}`,
  image: (of: string, id: string) => `http://x/g/${of}/i/${id}`,
  feed: (input: FeedInput) => `http://x/g/${input.slug}/${input.kind}`,
  media: (path: string) => `http://x${path}`,
};

test("who sees a photo, over drafts, the trash, albums of every kind and albums inside them", async () => {
  const open = await album("Open");
  const unlisted = await album("Unlisted", { visibility: "unlisted" });
  const hidden = await album("Hidden", { visibility: "private" });
  const inHidden = await album("In hidden", { parentId: hidden.albumId });
  const inUnlisted = await album("In unlisted", { parentId: unlisted.albumId });
  for (const { albumId } of [open, unlisted, hidden, inHidden, inUnlisted]) {
    await setAlbum(albumId, { location: "exact" });
  }
  const table = [
    { name: "alone", albums: [], seen: true, byId: true },
    { name: "open", albums: [open], seen: true, byId: true },
    { name: "open and hidden", albums: [open, hidden], seen: true, byId: true },
    { name: "unlisted", albums: [unlisted], seen: false, byId: true },
    { name: "in unlisted", albums: [inUnlisted], seen: false, byId: true },
    { name: "hidden", albums: [hidden], seen: false, byId: false },
    { name: "in hidden", albums: [inHidden], seen: false, byId: false },
  ];
  const made: (Omit<(typeof table)[number], "albums"> & { imageId: string })[] = [];
  for (const { albums, ...row } of table) {
    made.push({ ...row, imageId: await photo(...albums.map((each) => each.albumId)) });
  }
  const draft = await addPhoto(fixture, ctx);
  const trashed = await photo(open.albumId);
  await trashImages(ctx, { imageIds: [trashed] });
  made.push({ name: "draft", imageId: draft, seen: false, byId: false });
  made.push({ name: "trashed", imageId: trashed, seen: false, byId: false });
  for (const [at, { imageId }] of made.entries()) {
    await setImage(imageId, { latitude: 10 + at, longitude: 20 });
  }
  const told = await toldOfAll();
  for (const { name, imageId, seen, byId } of made) {
    expect(told.includes(imageId), name).toBe(seen);
    const answer = await refusalOf(readImage(gallery, { slug, imageId }));
    expect(answer, name).toBe(byId ? null : "IMAGE_NOT_FOUND");
  }
  for (const { slug: name } of [unlisted, hidden, inHidden, inUnlisted]) {
    expect(told).not.toContain(`"${name}"`);
  }
  expect((await readPublicFacets(gallery, { slug })).cameras).toEqual([
    { value: "Pocket 2", label: "Pocket 2", photos: 3 },
  ]);
  expect((await readAlbum(gallery, { slug, album: unlisted.slug })).below).toMatchObject([
    { slug: inUnlisted.slug },
  ]);
  expect(await refusalOf(readAlbum(gallery, { slug, album: inHidden.slug }))).toBe(
    "GALLERY_NOT_FOUND",
  );
});

describe("a place", () => {
  test("is told only where every album that holds the photo tells it, and as the one that tells least", async () => {
    const exact = await album("Exact");
    const approximate = await album("Approximate");
    const hidden = await album("Silent", { visibility: "private" });
    await setAlbum(exact.albumId, { location: "exact" });
    await setAlbum(approximate.albumId, { location: "approximate" });
    const inExact = await photo(exact.albumId);
    const inBoth = await photo(exact.albumId, approximate.albumId);
    const inHidden = await photo(exact.albumId, hidden.albumId);
    const alone = await photo();
    for (const imageId of [inExact, inBoth, inHidden, alone]) {
      await setImage(imageId, { latitude: -33.856_784, longitude: 151.215_297 });
    }
    const placeOf = async (imageId: string) =>
      (await readImage(gallery, { slug, imageId })).image.place;
    expect(await placeOf(inExact)).toEqual({
      latitude: -33.856_784,
      longitude: 151.215_297,
      isApproximate: false,
    });
    expect(await placeOf(inBoth)).toEqual({
      latitude: -33.86,
      longitude: 151.22,
      isApproximate: true,
    });
    expect(await placeOf(inHidden)).toBeNull();
    expect(await placeOf(alone)).toBeNull();
    const { places } = await readMap(gallery, { slug });
    expect(places.flatMap((place) => place.images.map((image) => image.imageId)).sort()).toEqual(
      [inExact, inBoth].sort(),
    );
    await setImage(inExact, { latitude: null, longitude: null });
    expect(JSON.stringify(await toldOfAll())).not.toContain("151.2152");
  });
});

describe("a list", () => {
  test("has its neighbours in its own order, shuffled or not, and a page's order is the same", async () => {
    const { albumId, slug: name } = await album("Row");
    const imageIds: string[] = [];
    for (let n = 0; n < 6; n += 1) imageIds.push(await photo(albumId));
    for (const seed of [undefined, "a1b2"]) {
      const input = { slug, album: name, ...(seed === undefined ? {} : { seed }) };
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await readAlbum(gallery, { ...input, limit: 2, ...(cursor && { cursor }) });
        seen.push(...page.images.map((image) => image.imageId));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen.toSorted()).toEqual(imageIds.toSorted());
      const beside = await readNeighbours(gallery, { ...input, imageId: seen[2] ?? "", radius: 2 });
      expect(beside.before.map((image) => image.imageId)).toEqual(seen.slice(0, 2));
      expect(beside.after.map((image) => image.imageId)).toEqual(seen.slice(3, 5));
    }
    const [one, other] = [
      await readAlbum(gallery, { slug, album: name, seed: "a1b2", limit: 6 }),
      await readAlbum(gallery, { slug, album: name, seed: "zz9", limit: 6 }),
    ];
    expect(one.images.map((image) => image.imageId)).not.toEqual(
      other.images.map((image) => image.imageId),
    );
  });

  test("is narrowed by tag, year, camera, lens and words, each counted with the others", async () => {
    const [sea, hill] = [await photo(), await photo()];
    await setImage(sea, { title: "Grey pier", lensModel: "35 mm", takenLocal: "2024-05-04T10:00" });
    await setImage(hill, { title: "Green hill", takenLocal: "2025-05-04T10:00" });
    await fixture.db.orm.transaction((tx) =>
      tagImage(tx, {
        ...{ organizationId: slug, imageId: sea, names: ["Water"], random: ctx.random },
      }),
    );
    const found = async (filter: object) =>
      (await readHome(gallery, { slug, ...filter })).images.map((image) => image.imageId);
    expect(await found({ tag: "water" })).toEqual([sea]);
    expect(await found({ year: 2025 })).toEqual([hill]);
    expect(await found({ lens: "35 mm" })).toEqual([sea]);
    expect(await found({ words: "hill" })).toEqual([hill]);
    expect(await found({ words: "water" })).toEqual([sea]);
    expect(await found({ camera: "Pocket 2", year: 2024, tag: "water" })).toEqual([sea]);
    expect((await readTag(gallery, { slug, tag: "water" })).tag.name).toBe("Water");
    const facets = await readPublicFacets(gallery, { slug, year: 2024 });
    expect(facets).toMatchObject({
      photos: 1,
      years: [
        { value: "2025", photos: 1 },
        { value: "2024", photos: 1 },
      ],
      tags: [{ value: "water", photos: 1 }],
    });
    await unpublishImages(ctx, { imageIds: [sea] });
    expect(await refusalOf(readTag(gallery, { slug, tag: "water" }))).toBe("GALLERY_NOT_FOUND");
  });
});

describe("a file", () => {
  test("is had as the most generous album allows through which the asker sees the photo", async () => {
    const open = await album("Open");
    const generous = await album("Generous", { visibility: "unlisted" });
    await setAlbum(generous.albumId, { download: "original", keepFileNames: true });
    const imageId = await photo(open.albumId, generous.albumId);
    const download = async (mode: "clean" | "original", name?: string) => {
      const { image } = await readImage(gallery, { slug, imageId, ...(name && { album: name }) });
      const accessKey = /\/media\/[^/]+\/([^/]+)\//.exec(image.variants[0]?.path ?? "")?.[1] ?? "";
      const input = { imageId, accessKey, mode, ...(name && { album: name }) };
      const { bytes, ...file } = await readDownload(gallery, input, stranger);
      bytes.destroy();
      return file;
    };
    expect(await refusalOf(download("clean"))).toBe("DOWNLOAD_REFUSED");
    expect(await download("original", generous.slug)).toMatchObject({ filename: "harbour.jpg" });
    await setAlbum(open.albumId, { download: "clean" });
    expect(await refusalOf(download("original"))).toBe("DOWNLOAD_REFUSED");
    await unpublishImages(ctx, { imageIds: [imageId] });
    expect(await refusalOf(download("original", generous.slug))).toBe("IMAGE_NOT_FOUND");
  });
});
