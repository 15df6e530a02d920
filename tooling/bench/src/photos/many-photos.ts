import {
  createGalleryEvents,
  openPublicGallery,
  openStorage,
  type PublicGallery,
} from "@homeport/gallery";
import { createCursorCodec } from "@homeport/platform";
import { openFolder } from "../own-folder.ts";
import { openStores } from "../programs/open-stores.ts";
import type { Site } from "../site.ts";

/** A gallery of so many photos that are public and at its front. */
export interface ManyPhotos {
  readonly gallery: PublicGallery;
  readonly slug: string;
}

/** A statement may take five seconds. */
const rowsOfOne = 5_000;
const insertImages = `INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256,
    access_key, width, height, camera_model, publication, published_at, on_home, reach, sort_at)
  SELECT $1 || at, $1, 'o/' || $1 || at, 'a.jpg', 'jpeg', 1, sha256(($1 || at)::bytea), 'k', 1500, 1000,
    'Camera ' || at % 50, 'published', now(), true, 'public', now() - make_interval(mins => at)
  FROM generate_series($2::int, $3::int) AS at`;
const insertVariants = `INSERT INTO image_variants (organization_id, image_id, kind, recipe, edge, width, height, size_bytes,
    sha256, key)
  SELECT $1, $1 || at, 'webp', 'r', 320, 320, 213, 1, sha256('a'), 'v/' || $1 || at
  FROM generate_series($2::int, $3::int) AS at`;

/** Rows alone, of photos that nobody has uploaded: what is asked of them reads no file. */
export async function openManyPhotos(site: Site, count: number): Promise<ManyPhotos> {
  const { databaseUrl, secret } = await site.openLab();
  const stores = site.stage.stack.use(await openStores(databaseUrl, secret));
  const { db, clock, random, log, metrics, feed, keys } = stores;
  const slug = `photos-${count}`;
  await db.sql.query("INSERT INTO organizations (id, name, slug) VALUES ($1, $1, $1)", [slug]);
  await db.sql.query(
    "INSERT INTO gallery_settings (organization_id, is_open, title) VALUES ($1, true, $1)",
    [slug],
  );
  for (let from = 1; from <= count; from += rowsOfOne) {
    const rows = [slug, from, Math.min(from + rowsOfOne, count + 1) - 1];
    await db.sql.query(insertImages, rows);
    await db.sql.query(insertVariants, rows);
  }
  await db.sql.query("ANALYZE images", []);
  await db.sql.query("ANALYZE image_variants", []);
  const deps = {
    ...{ db, clock, random, cursors: createCursorCodec(keys), maxUploadBytes: 0 },
    events: createGalleryEvents({ log, metrics }),
    wakeWork: async () => undefined,
    storage: await openStorage(
      { url: undefined, kind: "local-folder" },
      openFolder(site.stage.stack),
      random,
    ),
  };
  const gallery = site.stage.stack.use(openPublicGallery(deps, { feed, metrics }));
  return { gallery, slug };
}
