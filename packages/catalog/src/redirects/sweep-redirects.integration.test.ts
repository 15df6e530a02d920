import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { systemClock } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { pruneCatalog } from "../retention/prune-catalog.ts";
import type { Syncer } from "../sync/syncer.ts";
import { sweepRedirects } from "./sweep-redirects.ts";

let catalog: CatalogFixture;
let syncer: Syncer;

beforeAll(async () => {
  catalog = await openFixture();
  syncer = catalog.openSyncer("one");
  const lead = (to: string, expiresAt: string) =>
    `to = "${to}"\nmovedAt = 2025-01-01\nexpiresAt = ${expiresAt}\n`;
  const tree = goodTree()
    .set("slug-history/old-notes.toml", lead("notes", "2025-02-01"))
    .set("slug-history/older-notes.toml", lead("notes", "2025-03-01"))
    .set("slug-history/through.toml", lead("notes", "2025-03-01"))
    .set("slug-history/living.toml", lead("through", "2199-01-01"));
  await catalog.data.push(tree);
  await catalog.sync(syncer);
});
afterAll(() => catalog[Symbol.asyncDispose]());

const swept: number[] = [];
const sweep = () =>
  sweepRedirects({
    ...{ db: catalog.db, clock: systemClock },
    events: { swept: ({ redirects }) => void swept.push(redirects) },
  });

async function files(): Promise<string[]> {
  await catalog.data.git("fetch", "--quiet", "origin");
  const listed = await catalog.data.git("ls-tree", "-r", "--name-only", "origin/main");
  return listed.split("\n").filter((path) => path.startsWith("slug-history/"));
}

test("all redirects that have ended go in one commit, but for one that a living one leads through", async () => {
  expect(await sweep()).toEqual({ redirects: 2 });
  await syncer.sync(AbortSignal.timeout(20_000));
  expect(await files()).toEqual(["slug-history/living.toml", "slug-history/through.toml"]);
  const log = await catalog.data.git("log", "--format=%s, by %an", "origin/main");
  expect(log.split("\n")).toEqual(["Sweep redirects, by homeport", "Day 0, by Keeper"]);
  expect(swept).toEqual([2]);
});

test("where nothing has ended there is no commit", async () => {
  expect(await sweep()).toEqual({ redirects: 0 });
  expect(await catalog.db.orm.select().from(schema.catalogOperation)).toHaveLength(1);
});

test("what nobody can ask for any more is taken away, and what is kept stays", async () => {
  const tree = goodTree().set("categories/writing.toml", 'name = "Letters"\norder = 10\n');
  await catalog.data.git("fetch", "--quiet", "origin");
  await catalog.data.git("reset", "--quiet", "--hard", "origin/main");
  await catalog.data.push(tree, { force: true });
  await catalog.sync(syncer);
  expect(await pruneCatalog(catalog)).toMatchObject({ versions: 0, assets: 0, operations: 0 });
  const { query } = catalog.db.sql;
  await query("UPDATE catalog_sync SET finished_at = now() - interval '8 days'");
  await query("UPDATE catalog_operation SET updated_at = now() - interval '91 days'");
  await query(
    "INSERT INTO catalog_asset (sha256, media_type, bytes, size_bytes) VALUES ('nobodys', 'image/png', '', 0)",
  );
  expect(await pruneCatalog(catalog)).toMatchObject({ versions: 0, assets: 1, operations: 1 });
  expect(await catalog.db.orm.select().from(schema.catalogSync)).toEqual([]);
  expect(await catalog.db.orm.select().from(schema.catalogAsset)).toHaveLength(1);
  // A thousand generations later, a month on, the first one is nobody's any more.
  await query(`
    INSERT INTO catalog_generation (generation, commit_id, tree_id, origin, record_schema, added, changed, removed, fence, accepted_at)
    SELECT n, 'c', 't', 'sync', 1, 0, 0, 0, 1, now() - interval '31 days' FROM generate_series(100, 1100) AS n`);
  const { versions } = await pruneCatalog(catalog);
  expect(versions).toBeGreaterThan(0);
  const left = await catalog.db.orm.select().from(schema.catalogVersion);
  expect(left.every(({ toGeneration }) => toGeneration === null || toGeneration > 100)).toBe(true);
});

test("of the commits that are served the newest are known, with all of their generation", async () => {
  const { query } = catalog.db.sql;
  await query("DELETE FROM catalog_commit");
  await query(
    "INSERT INTO catalog_commit (commit_id, generation) SELECT 'c' || n, n / 10 FROM generate_series(10, 59) AS n",
  );
  expect(await pruneCatalog(catalog, { commits: 50 })).toMatchObject({ commits: 0 });
  expect(await pruneCatalog(catalog, { commits: 25 })).toMatchObject({ commits: 20 });
  const left = await catalog.db.orm.select().from(schema.catalogCommit);
  expect(new Set(left.map(({ generation }) => generation))).toEqual(new Set([3, 4, 5]));
});
