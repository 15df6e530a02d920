import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GalleryFixture, type OwnerContext, openFixture } from "../../test/fixture.ts";
import { listImages } from "./list.ts";
import { selectImages } from "./list-store.ts";

/** The whole number is for before a change of a list or an index: it takes a minute. */
const count = process.env["FULL"] === "1" ? 100_000 : 10_000;
/** A statement may take five seconds. */
const rowsOfOne = 10_000;

let fixture: GalleryFixture;
let ctx: OwnerContext;

beforeAll(async () => {
  fixture = await openFixture();
  ctx = await fixture.organization();
  const { organizationId } = ctx;
  // A tenth is published; two of three share their time with another one, to the microsecond.
  for (let from = 1; from <= count; from += rowsOfOne) {
    await fixture.db.orm.execute(sql`
    INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256, access_key,
      camera_model, reach, sort_at)
    SELECT 'i' || lpad(n::text, 7, '0'), ${organizationId}, 'k' || n, 'still.jpg', 'jpeg', 1, sha256(n::text::bytea),
      'k', 'Camera ' || n % 50, CASE n % 10 WHEN 0 THEN 'public' ELSE 'none' END,
      now() - make_interval(secs => (n / 3)::float8 / 1000000)
    FROM generate_series(${from}::int, ${from + rowsOfOne - 1}::int) AS n`);
  }
  await fixture.db.orm.execute(sql`ANALYZE images`);
}, 180_000);
afterAll(() => fixture[Symbol.asyncDispose]());

test("a page repeats and misses nothing while photos arrive, whatever stands at one time", async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let at = 0; at < 12; at += 1) {
    const page = await listImages(ctx, { limit: 7, cursor });
    seen.push(...page.items.map(({ imageId }) => imageId));
    cursor = page.nextCursor ?? undefined;
    await fixture.db.orm.execute(sql`
      INSERT INTO images (id, organization_id, original_key, original_name, format, size_bytes, sha256, access_key, sort_at)
      VALUES (${`z${at}`}, ${ctx.organizationId}, ${`z${at}`}, 'new.jpg', 'jpeg', 1, sha256(${`z${at}`}::bytea), 'k', now())`);
  }
  const rows = await fixture.db.orm.execute(sql`
    SELECT id FROM images WHERE id LIKE 'i%' ORDER BY sort_at DESC, id DESC LIMIT 84`);
  expect(seen).toEqual(rows.map((row) => row["id"]));
});

test.each([
  ["everything", {}],
  ["one camera", { camera: "Camera 7" }],
])("a page of %s is read by an index, and sorts no more than it shows", async (_what, filter) => {
  const after = { at: new Date().toISOString().slice(0, -1), imageId: "z" };
  const query = selectImages(fixture.db.orm, ctx.organizationId, filter, after, 61);
  const rows = await fixture.db.orm.execute(sql`EXPLAIN (ANALYZE, FORMAT TEXT) ${query.getSQL()}`);
  const plan = rows.map((row) => String(row["QUERY PLAN"])).join("\n");
  expect(plan).not.toContain("Seq Scan on images");
  const read = [...plan.matchAll(/Index.* on images.*rows=(\d+)/g)].map(([, shown]) =>
    Number(shown),
  );
  expect(read.length, plan).toBeGreaterThan(0);
  expect(Math.max(...read), plan).toBeLessThan(1_000);
});
