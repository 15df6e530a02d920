import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GalleryFixture, openFixture } from "../../test/fixture.ts";
import { type Listing, selectListed } from "./listing-store.ts";

/** The whole number is for before a change of a list or an index: it takes a minute. */
const count = process.env["FULL"] === "1" ? 100_000 : 10_000;
/** A statement may take five seconds. */
const rowsOfOne = 10_000;
const limit = 25;

let fixture: GalleryFixture;
let organizationId: string;

beforeAll(async () => {
  fixture = await openFixture();
  organizationId = (await fixture.organization()).organizationId;
  const { orm } = fixture.db;
  // All are public and at the front; half are in one album, and one of a hundred has a tag.
  for (let from = 1; from <= count; from += rowsOfOne) {
    await orm.execute(sql`
    INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256, access_key,
      camera_model, publication, published_at, on_home, reach, sort_at)
    SELECT 'i' || lpad(n::text, 7, '0'), ${organizationId}, 'k' || n, 'still.jpg', 'jpeg', 1, sha256(n::text::bytea),
      'k', 'Camera ' || n % 50, 'published', now(), true, 'public',
      now() - make_interval(secs => (n / 3)::float8 / 1000000)
    FROM generate_series(${from}::int, ${from + rowsOfOne - 1}::int) AS n`);
  }
  await orm.execute(sql`
    INSERT INTO albums (id, organization_id, slug, title, visibility, effective_visibility, position)
    VALUES ('album', ${organizationId}, 'album', 'Album', 'public', 'public', 'a0')`);
  await orm.execute(sql`
    INSERT INTO album_images (organization_id, album_id, image_id, position)
    SELECT ${organizationId}, 'album', 'i' || lpad(n::text, 7, '0'), lpad(n::text, 7, '0')
    FROM generate_series(1, ${count / 2}::int) AS n`);
  await orm.execute(sql`
    INSERT INTO tags (id, organization_id, name, slug) VALUES ('tag', ${organizationId}, 'Harbour', 'harbour')`);
  await orm.execute(sql`
    INSERT INTO image_tags (organization_id, image_id, tag_id)
    SELECT ${organizationId}, 'i' || lpad(n::text, 7, '0'), 'tag' FROM generate_series(100, ${count}::int, 100) AS n`);
  for (const table of ["images", "album_images", "image_tags", "tags"]) {
    await orm.execute(sql`ANALYZE ${sql.identifier(table)}`);
  }
}, 180_000);
afterAll(() => fixture[Symbol.asyncDispose]());

const middle = { at: "2100-01-01T00:00:00.000000", imageId: "z" };
const lists: [string, Pick<Listing, "album" | "filter">][] = [
  ["the front page", { album: null, filter: {} }],
  ["one camera", { album: null, filter: { camera: "Camera 7" } }],
  ["an album", { album: { albumId: "album", orderBy: "manual" }, filter: {} }],
];

async function explain(list: Pick<Listing, "album" | "filter">, backwards: boolean) {
  const isManual = list.album !== null;
  const from = isManual ? { at: String(count / 4).padStart(7, "0"), imageId: "i" } : middle;
  const past = backwards && !isManual ? { ...middle, at: "1900-01-01T00:00:00.000000" } : from;
  const { orm } = fixture.db;
  const query = selectListed(orm, { organizationId, ...list }, past, { limit, backwards });
  const rows = await orm.execute(sql`EXPLAIN (ANALYZE, FORMAT TEXT) ${query.getSQL()}`);
  return rows.map((row) => String(row["QUERY PLAN"])).join("\n");
}

test.each(
  lists.flatMap(([what, list]) => [
    [`a page of ${what}`, list, false] as const,
    [`what is before a photo of ${what}`, list, true] as const,
  ]),
)("%s is read by an index, and no more of it than is shown", async (_what, list, backwards) => {
  const plan = await explain(list, backwards);
  expect(plan).not.toContain("Seq Scan on images");
  expect(plan).not.toMatch(/Sort Method/);
  const read = [...plan.matchAll(/Index.* rows=(\d+)(?:\.\d+)? loops=(\d+)/g)].map(
    ([, rows, loops]) => Number(rows) * Number(loops),
  );
  expect(read.length, plan).toBeGreaterThan(0);
  expect(Math.max(...read), plan).toBeLessThanOrEqual(4 * limit);
});

test("a page of a tag is read without going through all photos", async () => {
  const plan = await explain({ album: null, filter: { tag: "harbour" } }, false);
  expect(plan).not.toContain("Seq Scan on images");
});
