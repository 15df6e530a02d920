import { schema } from "@homeport/db";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type GalleryFixture,
  type OwnerContext,
  openFixture,
  refusalOf,
} from "../../test/fixture.ts";
import { addPhoto } from "../../test/photos.ts";
import { addToAlbum } from "../album/album-images.ts";
import { createAlbum, deleteAlbum } from "../album/albums.ts";
import { listAlbumImages } from "../album/list-images.ts";
import type { PhotoFacts } from "../metadata/photo-facts.ts";
import { readPhotoFacts } from "../metadata/read-facts.ts";
import { refreshMetadata } from "../metadata/refresh.ts";
import { updateSettings } from "../settings/settings.ts";
import { readStats } from "../stats/stats.ts";
import { deleteTag, listTags, mergeTags, renameTag } from "../tag/tags.ts";
import { type BulkChange, bulkImages } from "./bulk.ts";
import { publishImages, restoreImages, trashImages } from "./change-images.ts";
import type { ImageSelection } from "./change-many.ts";
import { getImage } from "./get.ts";
import { listImages } from "./list.ts";
import { emptyTrash, purgeImages, purgeTrash } from "./purge.ts";
import { updateImage } from "./update.ts";

const { images, imageTags, objectDeletions } = schema;

let fixture: GalleryFixture;
let ctx: OwnerContext;

beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());
beforeEach(async () => {
  ctx = await fixture.organization();
});

const asMember = (): OwnerContext => ({
  ...ctx,
  permissions: new Set(["gallery.read", "gallery.upload", "gallery.write"]),
});

async function addPhotos(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await addPhoto(fixture, ctx));
  return ids;
}

/** Photos that are rows alone, a minute apart. */
async function addStill(organizationId: string, count: number): Promise<void> {
  await fixture.db.orm.execute(sql`
    INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256, access_key, sort_at)
    SELECT ${organizationId} || n, ${organizationId}, ${organizationId} || n, 'still.jpg', 'jpeg', 1,
      sha256(n::text::bytea), 'k', now() - make_interval(mins => n)
    FROM generate_series(1, ${count}::int) AS n`);
}

const bulk = (selection: ImageSelection, change: BulkChange) =>
  bulkImages(ctx, { selection, change });
const photo = (imageId: string) => getImage(ctx, { imageId });

/** As if its file had been read again, and said this. */
async function refresh(imageId: string, facts: Partial<PhotoFacts>): Promise<void> {
  const { organizationId } = ctx;
  const all = { ...readPhotoFacts({ Model: "Pocket 3" }, Date.now()), ...facts };
  await fixture.db.orm.transaction((tx) =>
    refreshMetadata(fixture.deps, tx, { organizationId, imageId, facts: all }),
  );
}

describe("a refresh", () => {
  test("keeps what a person edited, and writes all else", async () => {
    const [imageId = ""] = await addPhotos(1);
    await updateImage(ctx, {
      ...{ imageId, version: 1, title: "Ours", tags: ["Sea"] },
      taken: { local: "2025-01-02T03:04:05", offsetMin: null },
      place: { latitude: 1, longitude: 2 },
    });
    await refresh(imageId, {
      ...{ title: "Theirs", caption: "From the file", keywords: ["Harbour"], iso: 400 },
      ...{ takenLocal: "1999-01-01T00:00:00", latitude: 50, longitude: 60 },
    });
    expect(await photo(imageId)).toMatchObject({
      ...{ title: "Ours", caption: "From the file", cameraModel: "Pocket 3", iso: 400 },
      ...{ takenLocal: "2025-01-02 03:04:05", latitude: 1, longitude: 2 },
      tags: [{ name: "Sea" }],
    });
  });

  test("brings the file's word back once it counts again, for that field alone", async () => {
    const [imageId = ""] = await addPhotos(1);
    await updateImage(ctx, { imageId, version: 1, title: "Ours", caption: "Mine" });
    fixture.woken.length = 0;
    await updateImage(ctx, { imageId, version: 2, fromFile: ["title"] });
    expect(fixture.woken).toEqual([`metadata-${imageId}`]);
    await refresh(imageId, { title: "Theirs", caption: "From the file", keywords: ["Quay"] });
    const { tags, ...after } = await photo(imageId);
    expect(after).toMatchObject({ title: "Theirs", caption: "Mine", editedFields: ["caption"] });
    expect(tags).toMatchObject([{ name: "Quay" }]);
  });

  test("takes the gallery's zone for a camera that names none", async () => {
    const [imageId = ""] = await addPhotos(1);
    await updateSettings(ctx, { version: 0, timeZone: "Europe/Paris" });
    await refresh(imageId, { takenLocal: "2025-07-01T12:00:00" });
    const [row] = await fixture.db.orm.select().from(images).where(eq(images.id, imageId));
    expect(row?.takenAt?.toISOString()).toBe("2025-07-01T10:00:00.000Z");
    expect(row?.sortAt).toEqual(row?.takenAt);
  });
});

describe("an edit", () => {
  test("of two who saw the same version one lands, and the other is told the stored one", async () => {
    const [imageId = ""] = await addPhotos(1);
    const edits = ["Pier", "Dock"].map((title) => updateImage(ctx, { imageId, version: 1, title }));
    const ends = await Promise.allSettled(edits);
    const refused = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(refused).toEqual([
      expect.objectContaining({ code: "VERSION_CONFLICT", facts: { version: 2 } }),
    ]);
    // Whoever does not say what they saw has the last word over what they never saw.
    const { version } = await photo(imageId);
    await updateImage(ctx, { imageId, version, title: "Quay" });
    expect(await photo(imageId)).toMatchObject({ title: "Quay", version: 3 });
  });

  test("refuses a tag without a letter, and more than fifty", async () => {
    const [imageId = ""] = await addPhotos(1);
    const edit = (tags: string[]) => refusalOf(updateImage(ctx, { imageId, version: 1, tags }));
    expect(await edit(["!!"])).toBe("TAG_INVALID");
    expect(await edit(Array.from({ length: 51 }, (_, n) => `tag ${n}`))).toBe("TAGS_MOST");
    expect(await edit(["Étretat", "étretat!"])).toBeNull();
    expect((await photo(imageId)).tags).toHaveLength(1);
  });

  test("of a time that is taken away leaves the photo where its upload put it", async () => {
    const sent = new Date("2024-03-04T05:06:07.000Z");
    const imageId = await addPhoto(fixture, ctx, { lastModifiedMs: String(sent.getTime()) });
    const taken = { local: "2025-01-02T03:04:05", offsetMin: 60 };
    await updateImage(ctx, { imageId, version: 1, taken });
    await updateImage(ctx, { imageId, version: 2, taken: null });
    const [row] = await fixture.db.orm.select().from(images).where(eq(images.id, imageId));
    expect([row?.takenAt, row?.sortAt]).toEqual([null, sent]);
  });

  test("of the front page is for those who publish", async () => {
    const [imageId = ""] = await addPhotos(1);
    const edit = updateImage(asMember(), { imageId, version: 1, onHome: false });
    expect(await refusalOf(edit)).toBe("NOT_PERMITTED");
  });
});

describe("a change of many photos", () => {
  test("reaches all that match a filter, and names what it left and why", async () => {
    const ids = await addPhotos(3);
    const [first = "", second = "", third = ""] = ids;
    await publishImages(ctx, { imageIds: [first] });
    const drafts = { matching: { state: "draft" as const } };
    const done = await bulk(drafts, { kind: "set-texts", credit: "Ada", license: "CC BY 4.0" });
    expect(done).toEqual({ changed: [second, third].sort(), unchanged: [] });
    expect(await photo(second)).toMatchObject({ credit: "Ada", license: "CC BY 4.0" });
    expect((await photo(first)).credit).toBe("");
    const theirs = await bulkImages(asMember(), {
      selection: { imageIds: [first, second, "none"] },
      change: { kind: "add-tags", names: ["Sea"] },
    });
    expect(theirs).toEqual({
      changed: [second],
      unchanged: [
        { imageId: first, code: "NOT_PERMITTED" },
        { imageId: "none", code: "IMAGE_NOT_FOUND" },
      ],
    });
    expect(await refusalOf(bulk({ matching: { words: "zebra" } }, { kind: "trash" }))).toBe(
      "NOTHING_MATCHED",
    );
  });

  test("shifts the time of those that have one", async () => {
    const [timed = "", untimed = ""] = await addPhotos(2);
    await refresh(timed, { takenLocal: "2025-01-31T23:30:00", takenOffsetMin: 0 });
    const done = await bulk({ imageIds: [timed, untimed] }, { kind: "shift-taken", minutes: 60 });
    expect(done.unchanged).toEqual([{ imageId: untimed, code: "TAKEN_UNKNOWN" }]);
    const after = await photo(timed);
    expect(after.takenLocal).toBe("2025-02-01 00:30:00");
    expect(after.editedFields).toEqual(["taken"]);
  });

  test("puts into albums, and shows and hides at the front", async () => {
    const ids = await addPhotos(2);
    await publishImages(ctx, { imageIds: ids });
    await bulk({ imageIds: ids }, { kind: "set-on-home", onHome: false });
    expect((await listImages(ctx, {})).items.map(({ reach }) => reach)).toEqual(["none", "none"]);
    const { albumId } = await createAlbum(ctx, { title: "Year" });
    await bulk({ imageIds: ids }, { kind: "add-to-album", albumId });
    expect((await listImages(ctx, { albumId })).items.map(({ reach }) => reach)).toEqual([
      "public",
      "public",
    ]);
    await bulk({ matching: { albumId } }, { kind: "remove-from-album", albumId });
    expect((await listImages(ctx, { albumId })).items).toEqual([]);
    const gone = bulk({ imageIds: ids }, { kind: "add-to-album", albumId: "none" });
    expect(await refusalOf(gone)).toBe("ALBUM_NOT_FOUND");
  });

  test("keeps what its first part did when a later one is refused", async () => {
    await addStill(ctx.organizationId, 201);
    const { albumId } = await createAlbum(ctx, { title: "Year" });
    let parts = 0;
    const write: OwnerContext["db"]["write"] = async (...args) => {
      parts += 1;
      if (parts === 2) await deleteAlbum(ctx, { albumId });
      return await fixture.db.write(...args);
    };
    const done = await bulkImages(
      { ...ctx, db: { ...fixture.db, write } },
      { selection: { matching: {} }, change: { kind: "add-to-album", albumId } },
    );
    expect(done.changed).toHaveLength(200);
    expect(done.unchanged).toMatchObject([{ code: "ALBUM_NOT_FOUND" }]);
  });
});

describe("tags", () => {
  test("are listed with their photos, renamed, merged and deleted", async () => {
    const [first = "", second = ""] = await addPhotos(2);
    await bulk({ imageIds: [first, second] }, { kind: "add-tags", names: ["Sea", "Boats"] });
    await bulk({ imageIds: [second] }, { kind: "add-tags", names: ["Ships"] });
    const tags = async () => (await listTags(ctx, {})).items;
    const [boats, sea, ships] = await tags();
    expect([boats, sea, ships].map((tag) => [tag?.name, tag?.images])).toEqual([
      ["Boats", 2],
      ["Sea", 2],
      ["Ships", 1],
    ]);
    const rename = (name: string) => renameTag(ctx, { tagId: ships?.tagId ?? "", name });
    expect(await refusalOf(rename("boats!"))).toBe("SLUG_TAKEN");
    await rename("Vessels");
    await mergeTags(ctx, { tagId: boats?.tagId ?? "", intoId: ships?.tagId ?? "" });
    await deleteTag(ctx, { tagId: sea?.tagId ?? "" });
    expect((await tags()).map(({ name, images: count }) => [name, count])).toEqual([
      ["Vessels", 2],
    ]);
    expect((await listImages(ctx, { tagId: ships?.tagId })).items).toHaveLength(2);
    expect(await refusalOf(deleteTag(ctx, { tagId: sea?.tagId ?? "" }))).toBe("TAG_NOT_FOUND");
    await refresh(first, { keywords: ["Boats"] });
    expect((await photo(first)).tags).toMatchObject([{ name: "Vessels" }]);
  });

  test("come in pages, and by how they begin", async () => {
    const [imageId = ""] = await addPhotos(1);
    const names = ["a", "ab", "b", "c"];
    await bulk({ imageIds: [imageId] }, { kind: "add-tags", names });
    const page = await listTags(ctx, { limit: 3 });
    const rest = await listTags(ctx, { limit: 3, cursor: page.nextCursor ?? "" });
    expect([...page.items, ...rest.items].map(({ name }) => name)).toEqual(names);
    const begun = await listTags(ctx, { begins: "A" });
    expect(begun.items.map(({ name }) => name)).toEqual(["a", "ab"]);
  });

  test("stay under fifty, whatever is added at once", async () => {
    const [full = "", free = ""] = await addPhotos(2);
    const many = Array.from({ length: 50 }, (_, n) => `tag ${n}`);
    await bulk({ imageIds: [full] }, { kind: "add-tags", names: many });
    const done = await bulk({ imageIds: [full, free] }, { kind: "add-tags", names: ["one more"] });
    expect(done).toEqual({ changed: [free], unchanged: [{ imageId: full, code: "TAGS_MOST" }] });
    await refresh(full, { keywords: ["one more"] });
    const borne = await fixture.db.orm.select().from(imageTags).where(eq(imageTags.imageId, full));
    expect(borne).toHaveLength(50);
  });
});

describe("the trash", () => {
  test("is emptied by a person, and every file of it is queued for deletion", async () => {
    const [kept = "", gone = ""] = await addPhotos(2);
    expect((await purgeImages(ctx, { imageIds: [kept] })).unchanged).toEqual([
      { imageId: kept, code: "NOT_IN_TRASH" },
    ]);
    await trashImages(ctx, { imageIds: [gone] });
    expect(await refusalOf(emptyTrash(asMember()))).toBe("NOT_PERMITTED");
    expect(await emptyTrash(ctx)).toEqual({ changed: [gone], unchanged: [] });
    expect(await refusalOf(photo(gone))).toBe("IMAGE_NOT_FOUND");
    const queued = await fixture.db.orm.select({ key: objectDeletions.key }).from(objectDeletions);
    const keys = queued.map(({ key }) => key).filter((key) => key.includes(gone));
    expect(keys.map((key) => key.split("/").at(-1)).sort()).toEqual(["320.webp", "original"]);
    expect(await refusalOf(emptyTrash(ctx))).toBe("NOTHING_MATCHED");
  });

  test("loses what has been in it for thirty days, and not a day less", async () => {
    const [old = "", young = "", restored = ""] = await addPhotos(3);
    await trashImages(ctx, { imageIds: [old, young, restored] });
    await restoreImages(ctx, { imageIds: [restored] });
    const age = (imageId: string, days: number) =>
      fixture.db.orm
        .update(images)
        .set({ trashedAt: sql`now() - make_interval(days => ${days}::int, mins => 1)` })
        .where(eq(images.id, imageId));
    await age(old, 30);
    await age(young, 29);
    expect(await purgeTrash(fixture.deps)).toEqual({ purged: 1 });
    const left = (await listImages(ctx, { isTrashed: true })).items;
    expect(left.map(({ imageId }) => imageId)).toEqual([young]);
    expect(await photo(restored)).toMatchObject({ isTrashed: false });
  });
});

describe("statistics", () => {
  test("of an empty gallery are zeros", async () => {
    expect(await readStats(ctx, {})).toEqual({
      images: { all: 0, published: 0, located: 0, tagged: 0, trashed: 0 },
      bytes: { originals: 0, variants: 0 },
      ...{ months: [], albums: [], cameras: [], lenses: [], work: [], failures: [] },
    });
  });

  test("count what there is, in the range that is asked for", async () => {
    const [first = "", second = ""] = await addPhotos(2);
    await bulk({ imageIds: [first] }, { kind: "add-tags", names: ["Sea"] });
    await bulk({ imageIds: [first] }, { kind: "set-place", place: { latitude: 1, longitude: 2 } });
    await refresh(second, { takenLocal: "2020-05-01T00:00:00", takenOffsetMin: 0 });
    const { albumId } = await createAlbum(ctx, { title: "Year" });
    await addToAlbum(ctx, { albumId, imageIds: [first] });
    await publishImages(ctx, { imageIds: [second] });
    expect(await readStats(ctx, {})).toMatchObject({
      images: { all: 2, published: 1, located: 1, tagged: 1 },
      albums: [{ title: "Year", images: 1 }],
      cameras: [
        { name: "Pocket 2", images: 1 },
        { name: "Pocket 3", images: 1 },
      ],
      work: [{ kind: "ingest", images: 2, cpuMs: 1 }],
    });
    const range = { from: new Date("2020-01-01"), until: new Date("2021-01-01") };
    expect(await readStats(ctx, range)).toMatchObject({
      images: { all: 1, located: 0 },
      months: [{ name: "2020-05", images: 1 }],
      albums: [],
    });
  });
});

describe("a list", () => {
  test("is narrowed by album, tag, state, camera and words, also of its file's name", async () => {
    const [first = "", second = ""] = await addPhotos(2);
    const named = await addPhoto(fixture, ctx, { filename: "IMG_100%.jpg" });
    await updateImage(ctx, { imageId: first, version: 1, title: "Red harbour" });
    await refresh(second, { cameraModel: "Pocket 3", lensModel: "35mm" });
    await publishImages(ctx, { imageIds: [second] });
    const ids = async (filter: Parameters<typeof listImages>[1]) =>
      (await listImages(ctx, filter)).items.map(({ imageId }) => imageId);
    expect(await ids({ words: "harbour red" })).toEqual([first]);
    expect(await ids({ words: "img_100%" })).toEqual([named]);
    expect(await ids({ words: "%" })).toEqual([named]);
    expect(await ids({ camera: "Pocket 3", lens: "35mm" })).toEqual([second]);
    expect(await ids({ state: "published" })).toEqual([second]);
    expect(await ids({ state: "failed" })).toEqual([]);
  });

  test("of an album neither repeats nor misses while photos arrive, in each of its orders", async () => {
    const ids = await addPhotos(5);
    const { albumId } = await createAlbum(ctx, { title: "Year" });
    for (const imageId of ids) await addToAlbum(ctx, { albumId, imageIds: [imageId] });
    const orders = ["manual", "taken_asc", "taken_desc", "added_asc", "added_desc"] as const;
    for (const orderBy of orders) {
      await fixture.db.orm.execute(
        sql`UPDATE albums SET order_by = ${orderBy} WHERE id = ${albumId}`,
      );
      const first = await listAlbumImages(ctx, { albumId, limit: 2 });
      const rest = await listAlbumImages(ctx, { albumId, cursor: first.nextCursor ?? "" });
      const seen = [...first.items, ...rest.items].map(({ imageId }) => imageId);
      expect(seen, orderBy).toEqual(orderBy.endsWith("_desc") ? ids.toReversed() : ids);
    }
  });
});
