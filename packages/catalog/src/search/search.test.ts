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

function ask({ snapshot, index }: Catalog, input: Record<string, unknown>): EntryList {
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

  it("puts the name itself before its words, and those before tags", () => {
    expect(slugs(ask(catalog, { q: "prism" }))).toEqual([
      "prism",
      "photo-prism",
      "old-prism",
      "fotoalbum",
    ]);
  });

  it("finds the beginning of the last word, without case and accents", () => {
    expect(slugs(ask(catalog, { q: "CAFE no" }))).toEqual(["café-notes"]);
  });

  it("shows no draft and no removed entry, in no count", () => {
    expect(ask(catalog, { q: "prism" }).total).toBe(4);
    expect(ask(catalog, {}).total).toBe(6);
  });

  it.each([
    "prism AND NOT photo",
    'prism"',
    "name: prism",
    "pri*m",
    "(prism",
    "prism NEAR/2 x",
    "^prism",
  ])("takes %o as words and never as an order", (q) => {
    expect(() => ask(catalog, { q })).not.toThrow();
  });

  it("answers what was probably meant, and says so", () => {
    const list = ask(catalog, { q: "prsim" });
    expect(list.correctedTo).toBe("prism");
    expect(slugs(list)[0]).toBe("prism");
  });

  it("finds parts of words in scripts without blanks", () => {
    expect(slugs(ask(catalog, { q: "照片" }))).toEqual(["xiangce"]);
  });

  it("says what it found nothing for, with facets of nothing", () => {
    expect(ask(catalog, { q: "zzzzzz" })).toMatchObject({
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
    (sort) => {
      const seen: string[] = [];
      let after: EntryList["next"] = null;
      do {
        const list: EntryList = listEntries(
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

  it("counts each facet without its own filter", () => {
    const { facets, total } = ask(catalog, { category: ["media"], license: ["MIT"] });
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

  it("refuses what it does not know", () => {
    expect(listEntriesInput.safeParse({ categorie: ["media"] }).success).toBe(false);
  });
});

describe("a long-lived index", () => {
  it("gives the order of a fresh one, and no text of what has gone", () => {
    const lived = catalogOf(entry("Alpha Notes"), entry("Beta Notes", { summary: "notes" }));
    for (let at = 0; at < 300; at++) {
      const next = entry("Alpha Notes", { summary: `edition${at}` });
      put(lived, next);
    }
    const fresh = catalogOf(...lived.snapshot.listed.name);
    expect(slugs(ask(lived, { q: "notes" }))).toEqual(slugs(ask(fresh, { q: "notes" })));
    expect(ask(lived, { q: "edition7" }).total).toBe(0);
    expect(slugs(ask(lived, { q: "edition299" }))).toEqual(["alpha-notes"]);
  });

  it("is scored by bm25 otherwise than a fresh one with the same rows: the control", () => {
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
  it("misses no row that is served, however many that are not stand before them", () => {
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
    const capped = ask({ snapshot: snapshotOf(served), index }, { q: "crowd" });
    expect(capped).toMatchObject({ total: 5_000, totalCapped: true });
    const whole = ask({ snapshot: snapshotOf(served.slice(1)), index }, { q: "crowd" });
    expect(whole).toMatchObject({ total: 5_000, totalCapped: false });
  });
});

describe("a snapshot", () => {
  it("stays as it was while the next one is made of it", () => {
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
  it("counts no further than a bound, and says so", () => {
    const many = Array.from({ length: 5_001 }, (_, at) => entry(`\u5199\u771f ${at}`));
    const list = ask(catalogOf(...many), { q: "\u5199" });
    expect([list.total, list.totalCapped]).toEqual([5_000, true]);
  });

  it("folds the text of an entry once", () => {
    const one = entry("\u5199\u771f");
    const catalog = catalogOf(one);
    const normalize = vi.spyOn(String.prototype, "normalize");
    ask(catalog, { q: "\u771f" });
    const first = normalize.mock.calls.length;
    ask(catalog, { q: "\u771f" });
    // The second folds what was asked, and nothing else.
    expect(normalize.mock.calls.length - first).toBeLessThan(first);
    normalize.mockRestore();
  });
});
