import { goodTree } from "@homeport/catalog-format/testing";
import { createVirtualClock, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { listEntries } from "../search/list-entries.ts";
import { listEntriesInput } from "../search/list-input.ts";
import type { Syncer } from "../sync/syncer.ts";
import type { CatalogReader, ReaderDeps } from "./open-reader.ts";
import { openCatalogReader } from "./open-reader.ts";

describe("a replica that serves the catalog", () => {
  let catalog: CatalogFixture;
  let syncer: Syncer;
  let reader: CatalogReader;
  const hints: (() => void)[] = [];
  const refusals: number[] = [];
  const tree = goodTree();

  function open(replicaId: string, change: Partial<ReaderDeps> = {}): CatalogReader {
    return openCatalogReader({
      db: catalog.db,
      feed: {
        subscribe: (_topics, subscriber) => {
          hints.push(() => subscriber.apply("catalog", ""));
          return () => undefined;
        },
      },
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      events: { applied: () => undefined, refused: ({ generation }) => refusals.push(generation) },
      replicaId,
      appVersion: "1.0.0",
      ...change,
    });
  }

  async function search(q: string): Promise<string[]> {
    const served = reader.current();
    if (served === null) return [];
    const input = listEntriesInput.parse({ q });
    const { entries } = await listEntries(served.snapshot, served.index, input, null);
    return entries.map(({ slug }) => slug);
  }

  beforeAll(async () => {
    catalog = await openFixture();
    syncer = catalog.openSyncer("one");
    reader = open("web-1");
  });
  afterAll(async () => {
    await reader[Symbol.asyncDispose]();
    await catalog[Symbol.asyncDispose]();
  });

  it("is ready without a catalog, and serves nothing", async () => {
    await reader.ready();
    expect(reader.current()).toBeNull();
  });

  it("serves the first generation, found by the words of its descriptions, too", async () => {
    await catalog.data.push(tree);
    await catalog.sync(syncer);
    await reader.lookNow();
    expect(reader.current()?.snapshot).toMatchObject({ generation: 1 });
    expect(await search("keeps")).toEqual(["notes"]);
    expect(await search("example")).toEqual([]);
  });

  it("changes to the next generation while who began before keeps the one before", async () => {
    const before = reader.current();
    tree.set(
      "apps/no/notes/app.toml",
      String(tree.get("apps/no/notes/app.toml")).replace("Keeps notes.", "Collects thoughts."),
    );
    tree.delete("slug-history/old-notes.toml");
    await catalog.data.push(tree);
    await catalog.sync(syncer);
    await reader.lookNow();
    expect(await search("thoughts")).toEqual(["notes"]);
    expect(reader.current()?.snapshot.redirects.size).toBe(0);
    expect(before?.snapshot.redirects.size).toBe(1);
    expect(before?.snapshot.entries.get("notes")?.summary).toBe("Keeps notes.");
  });

  it("says what it serves, for operators to see", async () => {
    const rows = await catalog.db.sql.query(
      "SELECT replica_id, state, generation, entries FROM catalog_replica",
      [],
    );
    expect(rows).toEqual([
      { replica_id: "web-1", state: "ready", generation: expect.anything(), entries: 1 },
    ]);
  });

  it("keeps the rows of what has gone for a minute, for requests that began before", async () => {
    const clock = createVirtualClock();
    const patient = open("web-3", { clock });
    await patient.lookNow();
    const rows = () => [...(patient.current()?.index.match(["thoughts"], "all") ?? [])].length;
    tree.set("apps/no/notes/description.md", "Notes keeps all your thoughts.\n");
    await catalog.data.push(tree);
    await catalog.sync(syncer);
    await patient.lookNow();
    expect(rows()).toBe(2);
    await clock.advance(60_000);
    expect(rows()).toBe(1);
    await patient[Symbol.asyncDispose]();
    await reader.lookNow();
  });

  it("gives what a replica of long standing gives when it begins anew", async () => {
    const fresh = open("web-2");
    await fresh.lookNow();
    const listed = (one: CatalogReader) => [...(one.current()?.snapshot.listed.featured ?? [])];
    expect(listed(fresh)).toEqual(listed(reader));
    await fresh[Symbol.asyncDispose]();
  });
});
