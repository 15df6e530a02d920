import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEditor } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { getCatalogEntry } from "../entries/get.ts";
import { readCatalogState } from "../operate/read-state.ts";
import { rollBackCatalog } from "../operate/roll-back.ts";
import type { Syncer } from "./syncer.ts";

const app = "apps/no/notes/app.toml";
let catalog: CatalogFixture;
let syncer: Syncer;

beforeAll(async () => {
  catalog = await openFixture();
  syncer = catalog.openSyncer("one", { onInvalid: "quarantine" });
  await push(() => undefined);
});
afterAll(() => catalog[Symbol.asyncDispose]());

async function push(change: (tree: Map<string, string | Uint8Array>) => void): Promise<void> {
  const tree = goodTree() as Map<string, string | Uint8Array>;
  change(tree);
  await catalog.data.push(tree);
  await catalog.sync(syncer);
}

function edit(tree: Map<string, string | Uint8Array>, from: string, to: string): void {
  tree.set(app, String(tree.get(app)).replace(from, to));
}

/** Another entry, named by its slug. */
function addEntry(tree: Map<string, string | Uint8Array>, slug: string, at: number): void {
  for (const [path, file] of goodTree()) {
    if (!path.startsWith("apps/no/notes/")) continue;
    const text = String(file)
      .replace('slug = "notes"', `slug = "${slug}"`)
      .replace(/^id = .*$/m, `id = "0f1e2d3c-4b5a-4968-8776-${String(at).padStart(12, "0")}"`);
    tree.set(path.replace("no/notes", `${slug.slice(0, 2)}/${slug}`), text);
  }
}

async function state() {
  const found = await readCatalogState(catalog.db.orm);
  if (found === null) throw new Error("there is no catalog");
  return { ...found, outcome: found.syncs[0]?.outcome };
}

async function summaryOf(slug: string) {
  await using editor = await openEditor(catalog, null);
  const answer = await getCatalogEntry(editor.as(), slug);
  return answer.is === "entry" ? answer.view.summary : answer.slug;
}

test("a quarantined entry keeps its last good version, and the rest of the commit goes live", async () => {
  await push((tree) => {
    edit(tree, 'summary = "Keeps notes."', "summary = 17");
    addEntry(tree, "papers", 2);
    tree.set("categories/writing.toml", 'name = "Letters"\norder = 10\n');
  });
  expect(await state()).toMatchObject({
    outcome: "fast-forwarded",
    source: { acceptedGeneration: 2 },
    quarantine: [
      {
        ...{ key: "notes", sinceGeneration: 2, servedVersionId: expect.any(Number) },
        problems: [{ path: app, rule: "record/schema" }],
      },
    ],
  });
  expect(await summaryOf("notes")).toBe("Keeps notes.");
  expect(await summaryOf("papers")).toBe("Keeps notes.");
});

test("a new entry that is bad stays away, and an entry that others change stays in quarantine", async () => {
  await push((tree) => {
    edit(tree, 'summary = "Keeps notes."', "summary = 17");
    addEntry(tree, "papers", 2);
    addEntry(tree, "broken", 3);
    tree.set("apps/br/broken/app.toml", "schema = = 1\n");
  });
  expect((await state()).quarantine).toMatchObject([
    { key: "broken", sinceGeneration: 3, servedVersionId: null },
    { key: "notes", sinceGeneration: 2 },
  ]);
  await expect(summaryOf("broken")).rejects.toMatchObject({ code: "CATALOG_ENTRY_NOT_FOUND" });
});

test("an entry leaves quarantine when its files are put right, or taken away", async () => {
  await push((tree) => {
    edit(tree, "Keeps notes.", "Well again.");
    addEntry(tree, "papers", 2);
  });
  expect((await state()).quarantine).toEqual([]);
  expect(await summaryOf("notes")).toBe("Well again.");
  const rows = await catalog.db.orm.select().from(schema.catalogQuarantine);
  expect(rows.map(({ key, clearedGeneration }) => `${key} ${clearedGeneration}`).sort()).toEqual([
    "broken 4",
    "notes 4",
  ]);
});

test.each([
  [
    "the store",
    (tree: Map<string, string | Uint8Array>) => tree.set("catalog.toml", "schema = 1\n"),
  ],
  ["a category", (tree: Map<string, string | Uint8Array>) => tree.set("categories/x1.toml", "x")],
])("a commit in which %s is bad is rejected as a whole", async (_what, break_) => {
  await push((tree) => {
    edit(tree, "Keeps notes.", "Not this.");
    break_(tree);
  });
  expect(await state()).toMatchObject({ outcome: "rejected", quarantine: [] });
  expect(await summaryOf("notes")).toBe("Well again.");
});

test("a commit in which more than a fifth of the entries is bad is rejected as a whole", async () => {
  const slugs = Array.from({ length: 20 }, (_, at) => `app-${at}`);
  const fill = (tree: Map<string, string | Uint8Array>, bad: number) => {
    for (const [at, slug] of slugs.entries()) {
      addEntry(tree, slug, 10 + at);
      if (at < bad) tree.set(`apps/ap/${slug}/app.toml`, "schema = = 1\n");
    }
  };
  await push((tree) => fill(tree, 10));
  expect((await state()).outcome).toBe("rejected");
  await push((tree) => fill(tree, 9));
  expect(await state()).toMatchObject({ outcome: "fast-forwarded" });
  expect((await state()).quarantine).toHaveLength(9);
});

test("a rollback brings back what was quarantined in the generation that is served again, and nothing else", async () => {
  const reason = "As it was";
  await rollBackCatalog(
    {
      ...{ db: catalog.db, address: null, requestId: "r1", wake: async () => undefined },
      actor: { kind: "operator-key", keyId: `ed25519:${"ab".repeat(32)}` },
      feed: { announce: async () => undefined },
    },
    { generation: 3, expectedGeneration: 5, reason },
  );
  expect((await state()).quarantine).toMatchObject([
    { key: "broken", sinceGeneration: 6, servedVersionId: null },
    {
      ...{ key: "notes", sinceGeneration: 6, servedVersionId: expect.any(Number) },
      problems: [{ path: app, rule: "record/schema" }],
    },
  ]);
});
