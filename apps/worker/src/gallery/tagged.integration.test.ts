import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { migrate, openDb, schema } from "@homeport/db";
import {
  addToAlbum,
  createAlbum,
  createFeeds,
  createGalleryEvents,
  type GalleryContext,
  type GalleryDeps,
  galleryPermissions,
  getStorageStatus,
  openPublicGallery,
  openStorage,
  type PublicGallery,
  publishImages,
  readAlbum,
  readAlbums,
  readDownload,
  readHome,
  readImage,
  readMap,
  readNeighbours,
  readPublicFacets,
  stranger,
  updateAlbum,
  updateSettings,
  type WorkKind,
} from "@homeport/gallery";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase, needs } from "@homeport/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readByExiftool, tellingTags } from "../../test/exiftool.ts";
import { sendPhoto } from "../../test/send-photo.ts";
import { tagged, taggedFormats, taggedSecrets } from "../../test/tagged.ts";
import { createDecoderPool } from "./decoder-pool.ts";
import { createDecoderEvents } from "./events.ts";
import { createHolds } from "./holds.ts";
import { createProcessImage, type ProcessImage } from "./process-image.ts";

/** The whole number is for before a change of what is read of files or shown of photos. */
const inputs = process.env["FULL"] === "1" ? 200 : 10;
const slug = "home";
const fileName = (seed: number) => `NAME-${seed}-SECRET.jpg`;

const stack = new AsyncDisposableStack();
let folder: string;
let ctx: GalleryContext & { organizationId: string };
let gallery: PublicGallery;
let album: { albumId: string; slug: string };
const imageIds: string[] = [];
let processImage: ProcessImage;

beforeAll(async () => {
  const database = stack.use(await freshDatabase());
  await migrate({ url: database.url, log: silentLog });
  folder = await mkdtemp(join(tmpdir(), "homeport-tagged-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, random: systemRandom, log: silentLog, metrics };
  const db = stack.use(openDb({ url: database.url, app: "test", ...shared }));
  const deps: GalleryDeps = {
    ...{ db, clock: systemClock, random: systemRandom, wakeWork: async () => undefined },
    storage: await openStorage({ kind: "local-folder", url: undefined }, folder, systemRandom),
    cursors: createCursorCodec(deriveKeys("a secret of at least thirty-two characters")),
    events: createGalleryEvents(shared),
    maxUploadBytes: 1_000_000,
  };
  const [userId, organizationId] = [newId(), newId()];
  await db.orm.insert(schema.users).values({ id: userId, name: "Ada", email: "ada@example.org" });
  await db.orm.insert(schema.organizations).values({ id: organizationId, name: "H", slug });
  const actor = { kind: "user", userId, sessionId: "s", name: "Ada", email: "a@b.c" } as const;
  const permissions = new Set(galleryPermissions);
  ctx = { ...deps, actor, address: null, requestId: newId(), organizationId, permissions };
  await updateSettings(ctx, { version: 0, isOpen: true, title: "Harbours" });
  const { albumId } = await createAlbum(ctx, { title: "Harbour", visibility: "public" });
  album = { albumId, slug: "harbour" };
  await makeAll(deps, { organizationId, userId });
  await addToAlbum(ctx, { albumId, imageIds });
  await publishImages(ctx, { imageIds });
  gallery = stack.use(
    openPublicGallery(deps, {
      feed: { ageMs: () => 0, ensureFresh: async () => true, subscribe: () => () => undefined },
      metrics,
    }),
  );
}, 300_000);
afterAll(() => stack.disposeAsync());

/** What a worker does with a photo; `program` is its decoder's, if it has one of its own. */
function openWorker(deps: GalleryDeps, program?: string): ProcessImage {
  const metrics = createMetrics({ app: "test", version: "0" });
  const events = createDecoderEvents({ log: silentLog, metrics });
  const options = { clock: systemClock, decoders: 1, events, ...(program && { program }) };
  const pool = stack.use(createDecoderPool(options));
  const holds = stack.use(createHolds({ ...deps, log: silentLog }, "test"));
  return createProcessImage({
    ...{ gallery: deps, pool, holds, holder: "test", pid: process.pid },
    limits: { maxPixels: 1_000_000, maxProgressivePixels: 1_000_000 },
    stopping: new AbortController().signal,
  });
}

/** Uploads all, and does what a worker does with each. */
async function makeAll(deps: GalleryDeps, by: { organizationId: string; userId: string }) {
  processImage = openWorker(deps);
  for (let seed = 1; seed <= inputs; seed += 1) {
    const format = taggedFormats[seed % taggedFormats.length] ?? "jpeg";
    const { bytes } = await tagged(format, { seed, orientation: 1 + (seed % 8) });
    const file = { name: fileName(seed), bytes: Buffer.from(bytes) };
    const imageId = await sendPhoto(deps, by, file);
    for (const kind of ["ingest", "ladder"] satisfies WorkKind[]) {
      await processImage({ kind, imageId });
    }
    imageIds.push(imageId);
  }
}

/** Everything that pages, their scripts and feeds are told of these photos, as one text. */
async function readAllThatIsTold(): Promise<string> {
  const feedOf = createFeeds(gallery, {
    gallery: (of) => `https://h.test/g/${of}`,
    album: (of, name) => `https://h.test/g/${of}/a/${name}`,
    image: (of, imageId) => `https://h.test/g/${of}/i/${imageId}`,
    feed: ({ kind }) => `https://h.test/${kind}`,
    media: (path) => `https://h.test${path}`,
  });
  const told: unknown[] = [await readAlbums(gallery, { slug }), await readMap(gallery, { slug })];
  for (const kind of ["rss", "json", "sitemap"] as const) {
    told.push(await feedOf({ slug, album: null, kind }));
  }
  for (const kind of ["rss", "json"] as const)
    told.push(await feedOf({ slug, album: album.slug, kind }));
  told.push(await readPublicFacets(gallery, { slug }, stranger));
  told.push(await readHome(gallery, { slug, limit: 100 }));
  told.push(await readAlbum(gallery, { slug, album: album.slug, limit: 100 }));
  for (const imageId of imageIds) {
    told.push(
      await readImage(gallery, { slug, imageId }),
      await readNeighbours(gallery, { slug, imageId, radius: 2 }),
    );
  }
  return told.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join("\n");
}

test(`nothing that ${inputs} tagged files say of place, owner or serial number is told to strangers, nor their names`, async () => {
  const told = await readAllThatIsTold();
  for (const imageId of imageIds) expect(told).toContain(imageId);
  expect(told).toContain("Pocket 2");
  for (let seed = 1; seed <= inputs; seed += 1) {
    for (const secret of [...taggedSecrets(seed), fileName(seed), `NAME-${seed}`]) {
      expect(told.includes(secret), secret).toBe(false);
    }
  }
  expect(told).not.toMatch(/151\.2|-33\.|-34\./);
});

async function download(imageId: string): Promise<Buffer> {
  const { image } = await readImage(gallery, { slug, imageId });
  const [, , , accessKey = ""] = (image.download.cleanPath ?? "").split(/[/?]/);
  const input = { imageId, accessKey, mode: "clean" } as const;
  return await buffer((await readDownload(gallery, input, stranger)).bytes);
}

test("their clean copies are made by a worker once somebody asks, and say none of it either", async () => {
  const { version } = await readVersion();
  await updateAlbum(ctx, { albumId: album.albumId, version, download: "clean" });
  for (const [at, imageId] of imageIds.entries()) {
    await expect(download(imageId)).rejects.toMatchObject({
      code: "DOWNLOAD_NOT_READY",
      retryAfterMs: 2_000,
    });
    await processImage({ kind: "clean", imageId });
    const copy = await download(imageId);
    expect((await sharp(copy).metadata()).width).toBe(48);
    for (const secret of taggedSecrets(at + 1)) expect(copy.includes(secret), secret).toBe(false);
  }
  const stored = await getStorageStatus(ctx);
  expect(stored.kinds.find(({ kind }) => kind === "clean")?.files).toBe(inputs);
});

/** Copies what is stored of all photos to a folder, originals apart from what others get. */
async function copyStored(): Promise<{ originals: string; published: string }> {
  const [originals, published] = [join(folder, "originals"), join(folder, "published")];
  for (const path of [originals, published]) await mkdir(path);
  for (const imageId of imageIds) {
    for (const { key } of await listStored(imageId)) {
      const name = key.split("/").slice(3).join("-");
      const bytes = await ctx.storage.read(key);
      if (bytes === null) throw new Error(`${key} is not there`);
      const to = name === "original" ? originals : published;
      await writeFile(join(to, `${imageId}-${name}`), bytes);
    }
  }
  return { originals, published };
}

test(
  "a second reader finds place, owner and serial number in every file, and nothing in what is made of them",
  needs("exiftool"),
  async () => {
    const { originals, published } = await copyStored();
    const given = await readByExiftool(originals);
    for (const [at, imageId] of imageIds.entries()) {
      const tags = given.get(`${imageId}-original`) ?? {};
      const said = JSON.stringify(tags);
      for (const secret of taggedSecrets(at + 1)) expect(said, secret).toContain(secret);
      // A GIF has comments and nothing else.
      const isGif = tags["File:FileType"] === "GIF";
      const expected = isGif ? /Comment/ : /SerialNumber.*GPSLatitude.*XMP-aux/;
      expect(tellingTags(tags).join()).toMatch(expected);
    }
    const made = await readByExiftool(published);
    // A rendition and a clean copy of each.
    expect(made.size).toBe(2 * inputs);
    for (const [name, tags] of made) expect(tellingTags(tags), name).toEqual([]);
  },
);

test("what a decoder lets through ends its work as METADATA_LEAK: nothing of it is stored or handed out", async () => {
  const [imageId = ""] = imageIds;
  await ctx.db.sql.query(
    `INSERT INTO image_work (organization_id, image_id, kind, state, priority)
     VALUES ($1, $2, 'ladder', 'due', 10), ($1, $2, 'clean', 'due', 15)
     ON CONFLICT (image_id, kind) DO UPDATE SET state = 'due'`,
    [ctx.organizationId, imageId],
  );
  const before = await listStored(imageId);
  // A copy of which nothing is left is made again.
  await ctx.db.sql.query("DELETE FROM image_variants WHERE image_id = $1 AND kind = 'clean'", [
    imageId,
  ]);
  const leaky = openWorker(
    ctx,
    fileURLToPath(new URL("../testing/leaky-decoder.ts", import.meta.url)),
  );
  for (const kind of ["ladder", "clean"] satisfies WorkKind[]) {
    await leaky({ kind, imageId });
    const [row] = await ctx.db.sql.query(
      "SELECT state, last_error_code, last_error_detail FROM image_work WHERE image_id = $1 AND kind = $2",
      [imageId, kind],
    );
    expect(row, kind).toEqual({
      ...{ state: "quarantined", last_error_code: "METADATA_LEAK" },
      last_error_detail: "http://ns.adobe.com/xap",
    });
  }
  expect(await listStored(imageId)).toEqual(before);
  await expect(download(imageId)).rejects.toMatchObject({ code: "DOWNLOAD_REFUSED" });
});

async function listStored(imageId: string) {
  const objects = await ctx.storage.list(`${ctx.organizationId}/images/${imageId}/`, null);
  return objects.map(({ key, sizeBytes, modifiedAtMs }) => ({ key, sizeBytes, modifiedAtMs }));
}

test("control: an album that tells places is found out", async () => {
  const { version } = await readVersion();
  await updateAlbum(ctx, { albumId: album.albumId, version, location: "exact" });
  expect(await readAllThatIsTold()).toMatch(/151\.2/);
});

async function readVersion() {
  const [row] = await ctx.db.sql.query("SELECT version::int AS version FROM albums WHERE id = $1", [
    album.albumId,
  ]);
  return { version: Number(row?.["version"]) };
}
