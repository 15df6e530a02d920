import { mkdir, mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { goodTree } from "@homeport/catalog-format/testing";
import { openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { readFullEntry } from "../entries/read-entry.ts";
import { type CatalogReader, openCatalogReader, type ReaderDeps } from "./open-reader.ts";

const stack = new AsyncDisposableStack();
let catalog: CatalogFixture;
let push: () => Promise<void>;
let root = "";
let folder = "";
let opened: CatalogReader[] = [];
const warnings: string[] = [];
const log = {
  ...silentLog,
  warn: (_fields: object, message?: string) => void warnings.push(message ?? ""),
};

function openReader(change: Partial<ReaderDeps> = {}): CatalogReader {
  const reader = openCatalogReader({
    ...{ db: catalog.db, clock: systemClock, random: systemRandom, log },
    feed: { subscribe: () => () => undefined },
    events: { applied: () => undefined, refused: () => undefined },
    ...{ replicaId: "web-1", appVersion: "1.0.0", cache: { folder, name: "web-1", buildId: "b1" } },
    ...change,
  });
  opened.push(reader);
  return reader;
}

/** A replica that has served, and stopped. */
async function serveOnce(change: Partial<ReaderDeps> = {}): Promise<void> {
  const reader = openReader(change);
  await reader.lookNow();
  await reader[Symbol.asyncDispose]();
  opened = opened.filter((one) => one !== reader);
}

const files = async () => (await readdir(folder)).filter((file) => file.endsWith(".sqlite")).sort();
const pathOf = (file: string) => join(folder, file);

/** What finding the one app by a word of its description gives. */
function found(reader: CatalogReader): unknown {
  const served = reader.current();
  if (served === null) return null;
  const ids = [...served.index.match(["keeps"], "all")];
  const slugs = ids.flatMap((id) => served.snapshot.byVersion.get(id)?.slug ?? []);
  return { generation: served.snapshot.generation, slugs };
}

beforeAll(async () => {
  catalog = stack.use(await openFixture());
  root = await mkdtemp(join(tmpdir(), "homeport-catalog-cache-"));
  stack.defer(() => rm(root, { recursive: true, force: true }));
  const tree = goodTree();
  const syncer = catalog.openSyncer("one");
  let day = 0;
  push = async () => {
    day += 1;
    tree.set("apps/no/notes/description.md", `Notes keeps notes, day ${day}.\n`);
    await catalog.data.push(tree);
    await catalog.sync(syncer);
  };
  await push();
});
afterAll(() => stack.disposeAsync());
beforeEach(async () => {
  folder = await mkdtemp(join(root, "one-"));
});
afterEach(async () => {
  for (const reader of opened.splice(0)) await reader[Symbol.asyncDispose]();
  warnings.length = 0;
});

describe("a replica that has served before", () => {
  it("serves what its own file holds while Postgres does not answer, files included", async () => {
    await serveOnce();
    const metrics = createMetrics({ app: "test", version: "0" });
    const shared = { clock: systemClock, log: silentLog, metrics };
    const url = "postgres://nobody@127.0.0.1:1/none";
    await using away = openDb({ ...shared, url, app: "test", acquireMs: 200 });
    const reader = openReader({ db: away });
    await expect(reader.lookNow()).rejects.toMatchObject({ code: "STORE_DOWN" });
    await reader.ready();
    expect(found(reader)).toMatchObject({ slugs: ["notes"] });
    const served = reader.current();
    const entry = served?.snapshot.entries.get("notes");
    if (!served || entry === undefined) throw new Error("nothing is served");
    const full = await readFullEntry(away.orm, served, entry);
    expect(full.description).toContain("Notes keeps notes");
  });

  it("goes on from its file with what has changed since, and leaves nothing of what has gone", async () => {
    await serveOnce();
    await push();
    await serveOnce();
    const reader = openReader();
    await reader.lookNow();
    const head = await catalog.db.sql.query("SELECT accepted_generation AS it FROM catalog_source");
    expect(found(reader)).toEqual({ generation: Number(head[0]?.["it"]), slugs: ["notes"] });
    expect([...(reader.current()?.index.match(["keeps"], "all") ?? [])]).toHaveLength(1);
    expect(await files()).toEqual(["web-1.1.sqlite"]);
  });
});

describe("a file is given up, and everything loaded from the mirror, when it", () => {
  const change = async (sql: string) => {
    const [file = ""] = await files();
    const db = new DatabaseSync(pathOf(file));
    db.exec(sql);
    db.close();
  };
  const cases: [what: string, harm: () => Promise<unknown>][] = [
    ["is no database", async () => writeFile(pathOf("web-1.1.sqlite"), "x".repeat(8_192))],
    [
      "is damaged",
      async () => {
        await using file = await open(pathOf("web-1.1.sqlite"), "r+");
        await file.truncate(8_192);
      },
    ],
    [
      "was left by a process that was killed while it wrote",
      () => change("UPDATE meta SET isClean = 0"),
    ],
    ["was written by another build", () => change("UPDATE meta SET buildId = 'b0'")],
    ["is written in another form", () => change("UPDATE meta SET format = 0")],
    ["lacks a version", () => change("DELETE FROM doc WHERE kind = 'category'")],
    [
      "is of another history",
      () => change("UPDATE meta SET lineage = '00000000-0000-4000-8000-000000000000'"),
    ],
    [
      "holds a generation that the mirror does not know",
      () => change("UPDATE meta SET generation = 9999"),
    ],
    ["holds another commit under that number", () => change("UPDATE meta SET commitId = 'other'")],
  ];
  it.each(cases)("%s", async (_what, harm) => {
    await serveOnce();
    await harm();
    const reader = openReader();
    await reader.lookNow();
    expect(found(reader)).toMatchObject({ slugs: ["notes"] });
    expect(reader.current()?.snapshot.generation).toBeLessThan(9_999);
    await reader[Symbol.asyncDispose]();
    opened = [];
    // What took its place is whole, and is begun with the next time.
    const kept = openReader();
    await kept.lookNow();
    expect(found(kept)).toMatchObject({ slugs: ["notes"] });
    expect(warnings).toEqual([]);
  });

  it("is held by another process", async () => {
    await serveOnce();
    const holder = new DatabaseSync(pathOf("web-1.1.sqlite"));
    holder.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    const reader = openReader();
    await reader.lookNow();
    expect(found(reader)).toMatchObject({ slugs: ["notes"] });
    holder.close();
  });
});

describe("a replica that can keep nothing", () => {
  it("serves from memory, says so once, and reads files from the mirror", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const reader = openReader({
      cache: { folder: join(file, "below"), name: "web-1", buildId: "b1" },
    });
    await reader.lookNow();
    await push();
    await reader.lookNow();
    expect(found(reader)).toMatchObject({ slugs: ["notes"] });
    expect(warnings).toEqual(["catalog.cache-off"]);
    const served = reader.current();
    const entry = served?.snapshot.entries.get("notes");
    expect(served?.readFiles(entry?.versionId ?? 0)).toBeNull();
  });

  it("goes over to memory when its disk is full", async () => {
    await mkdir(folder, { recursive: true });
    let isFull = false;
    const full = Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR" });
    const onStep = (step: string) => {
      if (!isFull || step !== "insert") return;
      isFull = false;
      throw full;
    };
    const reader = openReader({ onStep });
    await reader.lookNow();
    isFull = true;
    await push();
    await reader.lookNow();
    expect(found(reader)).toMatchObject({ slugs: ["notes"] });
    expect(warnings).toEqual(["catalog.cache-off"]);
  });
});

describe("a generation that cannot be taken over", () => {
  const steps = ["read", "insert", "build", "finish"] as const;

  it.each(steps)(
    "leaves what is served as it is when the step %s fails, and is taken later",
    async (at) => {
      let isFailing = false;
      const onStep = (step: string) => {
        if (isFailing && step === at) throw new Error("a fault");
      };
      const reader = openReader({ onStep });
      await reader.lookNow();
      const before = reader.current();
      await push();
      isFailing = true;
      await expect(reader.lookNow()).rejects.toThrow("a fault");
      expect(reader.current()).toBe(before);
      expect([...(before?.index.match(["keeps"], "all") ?? [])]).toHaveLength(1);
      isFailing = false;
      await reader.lookNow();
      expect(reader.current()?.snapshot.generation).toBe((before?.snapshot.generation ?? 0) + 1);
      expect(found(reader)).toMatchObject({ slugs: ["notes"] });
    },
  );

  it("is served when only what comes after the change fails: the control", async () => {
    let isFailing = false;
    const applied = () => {
      if (isFailing) throw new Error("a fault");
    };
    const reader = openReader({ events: { applied, refused: () => undefined } });
    await reader.lookNow();
    const before = reader.current();
    await push();
    isFailing = true;
    await expect(reader.lookNow()).rejects.toThrow("a fault");
    expect(reader.current()).not.toBe(before);
  });

  it("is refused where its records need a newer reader, and says so, while the one before is served", async () => {
    const refusals: string[] = [];
    const reader = openReader({
      events: { applied: () => undefined, refused: ({ code }) => refusals.push(code) },
    });
    await reader.lookNow();
    const before = reader.current();
    await push();
    const change = (by: number) =>
      catalog.db.sql.query(
        `UPDATE catalog_generation SET record_schema = record_schema + ${by}
         WHERE generation = (SELECT accepted_generation FROM catalog_source)`,
      );
    await change(1);
    await expect(reader.lookNow()).rejects.toMatchObject({ code: "CATALOG_SCHEMA_TOO_NEW" });
    expect(reader.current()).toBe(before);
    expect(refusals).toContain("CATALOG_SCHEMA_TOO_NEW");
    const rows = await catalog.db.sql.query("SELECT state, error_code FROM catalog_replica");
    expect(rows).toEqual([{ state: "refused", error_code: "CATALOG_SCHEMA_TOO_NEW" }]);
    await change(-1);
    await reader.lookNow();
    expect(reader.current()).not.toBe(before);
  });
});

describe("a replica that starts with its own file", () => {
  it("says that it has applied what it serves from it", async () => {
    await serveOnce();
    const applied: number[] = [];
    const reader = openReader({
      events: {
        applied: ({ generation, entries }) => void applied.push(generation, entries),
        refused: () => undefined,
      },
    });
    await reader.lookNow();
    expect(applied).toEqual([reader.current()?.snapshot.generation, 1]);
  });

  it("takes away what an earlier process of its name has left beside it", async () => {
    await serveOnce();
    await writeFile(pathOf("web-1.0.sqlite"), "left by a process that was killed");
    await writeFile(pathOf("web-2.1.sqlite"), "another replica's");
    const reader = openReader();
    await reader.lookNow();
    expect(await files()).toEqual(["web-1.1.sqlite", "web-2.1.sqlite"]);
  });
});
