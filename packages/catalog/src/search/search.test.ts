import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, vi } from "vitest";
import {
  type CatalogEntry,
  changeSnapshot,
  emptySnapshot,
  type Snapshot,
} from "../snapshot/snapshot.ts";
import { type EntryList, listEntries } from "./list-entries.ts";
import { listEntriesInput } from "./list-input.ts";
import { openSearchIndex, type SearchIndex } from "./search-index.ts";

const head = { lineage: "l", generation: 1, commit: "c", acceptedAt: new Date(0) };

let versions = 0;

function entry(name: string, more: Partial<CatalogEntry> = {}): CatalogEntry {
  versions += 1;
  const slug = name.toLowerCase().replaceAll(" ", "-");
  return {
    ...{ versionId: versions, id: slug, slug, name, summary: "", categories: ["media"], tags: [] },
    ...{ license: "MIT", maintainers: [], status: "active", replacedBy: null, featured: false },
    ...{ architectures: ["amd64"], requires: [], provides: [], permissions: [] },
    ...{ icon: { sha256: "", extension: "svg" }, hasTemplate: true, hasAddress: true },
    ...{ release: null, screenshots: [], addedAt: "2026-01-01", changedAt: "2026-01-01" },
    ...more,
  };
}

interface Catalog {
  snapshot: Snapshot;
  readonly index: SearchIndex;
}

function put(catalog: Catalog, ...entries: CatalogEntry[]): void {
  catalog.index.insert(entries.map((one) => ({ ...one, description: one.summary })));
  catalog.snapshot = changeSnapshot(catalog.snapshot, head, {
    put: entries.map((lean) => ({ kind: "entry", key: lean.slug, lean })),
    removed: [],
  });
}

function catalogOf(...entries: CatalogEntry[]): Catalog {
  const catalog = {
    snapshot: emptySnapshot(head),
    index: openSearchIndex(new DatabaseSync(":memory:")),
  };
  put(catalog, ...entries);
  return catalog;
}

function ask({ snapshot, index }: Catalog, input: Record<string, unknown>): Promise<EntryList> {
  return listEntries(snapshot, index, listEntriesInput.parse(input), null);
}

const slugs = (list: EntryList) => list.entries.map(({ slug }) => slug);

describe("a search", () => {
  const catalog = catalogOf(
    entry("Photo Prism", { summary: "Sorts your photos." }),
    entry("Prism", { featured: true }),
    entry("Fotoalbum", { tags: ["prism"] }),
    entry("Café Notes", { summary: "A café for your notes." }),
    entry("Hidden Prism", { status: "draft" }),
    entry("Gone Prism", { status: "removed" }),
    entry("Old Prism", { status: "deprecated" }),
    entry("相册", { slug: "xiangce", summary: "管理照片" }),
  );

  it("puts the name itself before its words, and those before tags", async () => {
    expect(slugs(await ask(catalog, { q: "prism" }))).toEqual([
      "prism",
      "photo-prism",
      "old-prism",
      "fotoalbum",
    ]);
  });

  it("finds the beginning of the last word, without case and accents", async () => {
    expect(slugs(await ask(catalog, { q: "CAFE no" }))).toEqual(["café-notes"]);
  });

  it("shows no draft and no removed entry, in no count", async () => {
    expect((await ask(catalog, { q: "prism" })).total).toBe(4);
    expect((await ask(catalog, {})).total).toBe(6);
  });

  it.each([
    "prism AND NOT photo",
    'prism"',
    "name: prism",
    "pri*m",
    "(prism",
    "prism NEAR/2 x",
    "^prism",
  ])("takes %o as words and never as an order", async (q) => {
    await expect(ask(catalog, { q })).resolves.toBeDefined();
  });

  it("answers what was probably meant, and says so", async () => {
    const list = await ask(catalog, { q: "prsim" });
    expect(list.correctedTo).toBe("prism");
    expect(slugs(list)[0]).toBe("prism");
  });

  it("finds parts of words in scripts without blanks", async () => {
    expect(slugs(await ask(catalog, { q: "照片" }))).toEqual(["xiangce"]);
  });

  it("says what it found nothing for, with facets of nothing", async () => {
    expect(await ask(catalog, { q: "zzzzzz" })).toMatchObject({
      total: 0,
      correctedTo: null,
      entries: [],
    });
  });
});

describe("a list", () => {
  const entries = Array.from({ length: 60 }, (_, at) =>
    entry(`App ${String(at).padStart(2, "0")}`, {
      featured: at % 10 === 0,
      categories: [at % 2 === 0 ? "media" : "notes"],
      license: at % 3 === 0 ? "MIT" : "GPL-3.0-only",
    }),
  );
  const catalog = catalogOf(...entries);

  it.each(["featured", "name", "updated", "new", "relevance"])(
    "pages by %s without repeating or missing one",
    async (sort) => {
      const seen: string[] = [];
      let after: EntryList["next"] = null;
      do {
        const list: EntryList = await listEntries(
          catalog.snapshot,
          catalog.index,
          listEntriesInput.parse({ q: "app", sort, limit: 7 }),
          after,
        );
        seen.push(...slugs(list));
        after = list.next;
      } while (after !== null);
      expect(seen).toHaveLength(60);
      expect(new Set(seen).size).toBe(60);
    },
  );

  it("counts each facet without its own filter", async () => {
    const { facets, total } = await ask(catalog, { category: ["media"], license: ["MIT"] });
    expect(total).toBe(10);
    expect(facets.category).toEqual([
      { value: "media", count: 10 },
      { value: "notes", count: 10 },
    ]);
    expect(facets.license).toEqual([
      { value: "GPL-3.0-only", count: 20 },
      { value: "MIT", count: 10 },
    ]);
  });

  it("counts a facet that alone is filtered over all that is listed", async () => {
    const { facets, total } = await ask(catalog, { category: ["media"] });
    expect(total).toBe(30);
    expect(facets.category).toEqual([
      { value: "media", count: 30 },
      { value: "notes", count: 30 },
    ]);
    expect(facets.license).toEqual([
      { value: "GPL-3.0-only", count: 20 },
      { value: "MIT", count: 10 },
    ]);
  });

  it("pages through what a filter lets pass, in order", async () => {
    const input = { category: ["media"], sort: "name", limit: 7 };
    const whole = slugs(await ask(catalog, { ...input, limit: 100 }));
    expect(whole).toHaveLength(30);
    const seen: string[] = [];
    let after: EntryList["next"] = null;
    do {
      const { snapshot, index } = catalog;
      const list: EntryList = await listEntries(
        ...([snapshot, index, listEntriesInput.parse(input), after] as const),
      );
      seen.push(...slugs(list));
      after = list.next;
    } while (after !== null);
    expect(seen).toEqual(whole);
  });

  it("refuses what it does not know", async () => {
    expect(listEntriesInput.safeParse({ categorie: ["media"] }).success).toBe(false);
  });
});

describe("a long-lived index", () => {
  it("gives the order of a fresh one, and no text of what has gone", async () => {
    const lived = catalogOf(entry("Alpha Notes"), entry("Beta Notes", { summary: "notes" }));
    for (let at = 0; at < 300; at++) {
      const next = entry("Alpha Notes", { summary: `edition${at}` });
      put(lived, next);
    }
    const fresh = catalogOf(...lived.snapshot.listed.name);
    expect(slugs(await ask(lived, { q: "notes" }))).toEqual(
      slugs(await ask(fresh, { q: "notes" })),
    );
    expect((await ask(lived, { q: "edition7" })).total).toBe(0);
    expect(slugs(await ask(lived, { q: "edition299" }))).toEqual(["alpha-notes"]);
  });

  it("is scored by bm25 otherwise than a fresh one with the same rows: the control", async () => {
    const made = () => {
      const db = new DatabaseSync(":memory:");
      return { db, index: openSearchIndex(db) };
    };
    const [lived, fresh] = [made(), made()];
    const rows = [entry("Alpha Notes"), entry("Beta", { summary: "notes and words" })];
    const texts = rows.map((one) => ({ ...one, description: one.summary }));
    for (const { index } of [lived, fresh]) index.insert(texts);
    for (let at = 0; at < 300; at++) {
      const gone = { ...entry("Gone", { summary: "notes ".repeat(20) }), description: "" };
      lived.index.insert([gone]);
      lived.index.remove([gone.versionId]);
    }
    const scores = ({ db }: typeof lived) =>
      db.prepare("SELECT rowid, bm25(entry) AS score FROM entry WHERE entry MATCH 'notes'").all();
    expect(scores(lived).map(({ rowid }) => rowid)).toEqual(
      scores(fresh).map(({ rowid }) => rowid),
    );
    expect(scores(lived)).not.toEqual(scores(fresh));
  });
});

describe("an index of more than is counted", () => {
  it("misses no row that is served, however many that are not stand before them", async () => {
    const db = new DatabaseSync(":memory:");
    const index = openSearchIndex(db);
    const served = Array.from({ length: 5_001 }, (_, at) => entry(`Crowd ${at}`));
    const gone = Array.from({ length: 3_000 }, (_, at) => entry(`Crowd gone ${at}`));
    db.exec("BEGIN");
    index.insert([...served, ...gone].map((one) => ({ ...one, description: "" })));
    db.exec("COMMIT");
    const snapshotOf = (entries: readonly CatalogEntry[]) =>
      changeSnapshot(emptySnapshot(head), head, {
        put: entries.map((lean) => ({ kind: "entry", key: lean.slug, lean })),
        removed: [],
      });
    const capped = await ask({ snapshot: snapshotOf(served), index }, { q: "crowd" });
    expect(capped).toMatchObject({ total: 5_000, totalCapped: true });
    const whole = await ask({ snapshot: snapshotOf(served.slice(1)), index }, { q: "crowd" });
    expect(whole).toMatchObject({ total: 5_000, totalCapped: false });
  });
});

describe("a snapshot", () => {
  it("stays as it was while the next one is made of it", async () => {
    const catalog = catalogOf(entry("One"), entry("Two"));
    const before = catalog.snapshot;
    put(catalog, entry("One", { summary: "other" }), entry("Three"));
    expect([...before.listed.name].map(({ name }) => name)).toEqual(["One", "Two"]);
    expect(before.entries.get("one")?.summary).toBe("");
    expect([...catalog.snapshot.listed.name].map(({ name }) => name)).toEqual([
      "One",
      "Three",
      "Two",
    ]);
    expect(catalog.snapshot.byVersion.get(before.entries.get("one")?.versionId ?? 0)).toBe(
      undefined,
    );
  });
});

describe("a search in a script without blanks", () => {
  it("counts no further than a bound, and says so", async () => {
    const many = Array.from({ length: 5_001 }, (_, at) => entry(`\u5199\u771f ${at}`));
    const list = await ask(catalogOf(...many), { q: "\u5199" });
    expect([list.total, list.totalCapped]).toEqual([5_000, true]);
  });

  it("folds the text of an entry once", async () => {
    const one = entry("\u5199\u771f");
    const catalog = catalogOf(one);
    const normalize = vi.spyOn(String.prototype, "normalize");
    await ask(catalog, { q: "\u771f" });
    const first = normalize.mock.calls.length;
    await ask(catalog, { q: "\u771f" });
    // The second folds what was asked, and nothing else.
    expect(normalize.mock.calls.length - first).toBeLessThan(first);
    normalize.mockRestore();
  });
});

describe("others have their turns", () => {
  const catalog = catalogOf(...Array.from({ length: 6_000 }, (_, at) => entry(`Notes ${at}`)));
  const turnsDuring = async (input: Record<string, unknown>) => {
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await ask(catalog, input);
    isOver = true;
    return turns;
  };

  it.each([
    ["a search in a script without blanks looks through everything", { q: "\u5199" }, 3],
    ["a list with a filter looks through everything", { category: ["media"] }, 3],
    ["a word is compared with every word", { q: "nates" }, 3],
    ["a search that finds many counts them", { q: "notes" }, 1],
  ])("while %s", async (_what, input, least) => {
    expect(await turnsDuring(input)).toBeGreaterThanOrEqual(least);
  });

  it.each([
    ["a page of what is in order already", {}],
    ["a search that finds few", { q: "notes 17" }],
  ])("control: %s needs none", async (_what, input) => {
    expect(await turnsDuring(input)).toBe(0);
  });
});
