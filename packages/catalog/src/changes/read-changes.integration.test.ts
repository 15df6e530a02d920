import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyPatch } from "../../test/apply-patch.ts";
import { corpusEntry, corpusSlug } from "../../test/corpus.ts";
import { openDeafReplica } from "../../test/deaf-replica.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { openMirror } from "../../test/mirror.ts";
import type { CatalogDeps } from "../entries/served.ts";
import type { NewVersion } from "../generations/new-version.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { publicRecord } from "./public-record.ts";
import { readCatalogChanges } from "./read-changes.ts";

const stack = new AsyncDisposableStack();
let catalog: CatalogFixture;
let deps: CatalogDeps;

beforeAll(async () => {
  catalog = stack.use(await openFixture());
  deps = openDeafReplica(catalog);
  stack.use(deps.reader);
});
afterAll(() => stack.disposeAsync());

/** Everything that programs see of a generation. */
function listingOf(snapshot: Snapshot): unknown {
  const entries = [...snapshot.entries.values()].flatMap((lean) => {
    const shown = publicRecord({ kind: "entry", key: lean.slug, lean });
    return shown === null ? [] : [[lean.slug, shown] as const];
  });
  const plain = (records: ReadonlyMap<string, object>) => Object.fromEntries(records);
  return {
    entries: Object.fromEntries(entries),
    categories: plain(snapshot.categories),
    maintainers: plain(snapshot.maintainers),
    redirects: plain(snapshot.redirects),
  };
}

const statuses = ["active", "draft", "deprecated", "removed"] as const;
const record = fc.record({
  number: fc.nat(5),
  state: fc.oneof(
    fc.record({ status: fc.constantFrom(...statuses), name: fc.constantFrom("One", "Two") }),
    fc.constant(null),
  ),
});
const category = fc.record({
  key: fc.constantFrom("a", "b"),
  name: fc.constantFrom("A", "B", null),
});

function categoryVersion(key: string, name: string): NewVersion {
  return {
    ...{ kind: "category", key, files: {}, digest: name, assets: [] },
    lean: name === "A" ? { name, order: 1 } : { name, order: 1, summary: "More." },
  };
}

it("leads from every older generation to the listing that is served, whatever came between", async () => {
  const mirror = openMirror(catalog.db);
  const listings = new Map<number, unknown>();
  const present = new Set<string>();
  const change = fc.record({
    records: fc.uniqueArray(record, { selector: ({ number }) => number, maxLength: 4 }),
    categories: fc.uniqueArray(category, { selector: ({ key }) => key, maxLength: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ records, categories }) => {
      const put: NewVersion[] = [];
      const removed: string[] = [];
      const settle = (name: string, version: NewVersion | null) => {
        if (version !== null) put.push(version);
        else if (present.has(name)) removed.push(name);
        if (version === null) present.delete(name);
        else present.add(name);
      };
      for (const { number, state } of records) {
        const version = state === null ? null : corpusEntry(number, state);
        settle(`entry ${corpusSlug(number)}`, version);
      }
      for (const { key, name } of categories) {
        settle(`category ${key}`, name === null ? null : categoryVersion(key, name));
      }
      await mirror.accept(put, removed);
      await deps.reader.lookNow();
      const snapshot = deps.reader.current()?.snapshot;
      if (snapshot === undefined) throw new Error("nothing is served");
      listings.set(snapshot.generation, listingOf(snapshot));
      for (const [since, before] of listings) {
        const { from, to, patch } = await readCatalogChanges(deps, since);
        expect([from, to]).toEqual([since, snapshot.generation]);
        expect(applyPatch(before, JSON.parse(JSON.stringify(patch)))).toEqual(
          listings.get(snapshot.generation),
        );
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
  const newest = Math.max(...listings.keys());
  await expect(readCatalogChanges(deps, 0)).rejects.toMatchObject({ code: "CATALOG_CHANGES_GONE" });
  await expect(readCatalogChanges(deps, newest + 1)).rejects.toMatchObject({
    code: "CATALOG_GENERATION_AHEAD",
  });
});

it("is refused for a generation of which versions may have been pruned", async () => {
  const newest = deps.reader.current()?.snapshot.generation ?? 0;
  await catalog.db.sql.query(
    `INSERT INTO catalog_generation SELECT n, 'c' || n, 't', n - 1, 'sync', 1, 0, 0, 0, 1, null, null,
       now() - interval '31 days'
     FROM generate_series(${newest + 1}, ${newest + 1_001}) AS n`,
  );
  await catalog.db.sql.query(
    "UPDATE catalog_generation SET accepted_at = now() - interval '31 days'",
  );
  await expect(readCatalogChanges(deps, newest - 1)).rejects.toMatchObject({
    code: "CATALOG_CHANGES_GONE",
  });
});
