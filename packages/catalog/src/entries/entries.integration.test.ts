import { goodTree } from "@homeport/catalog-format/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDeafReplica } from "../../test/deaf-replica.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { listEntriesInput } from "../search/list-input.ts";
import { getCatalogEntry } from "./get.ts";
import { countCatalog, listCatalog } from "./list.ts";
import type { CatalogDeps } from "./served.ts";
import { suggestEntries } from "./suggest.ts";

let catalog: CatalogFixture;
let deps: CatalogDeps;
const searches: { tookMs: number; fallback: boolean }[] = [];

/** A second entry, made of the first. */
function withSecond(tree: Map<string, unknown>, slug: string, id: string): void {
  for (const [path, file] of [...tree]) {
    if (!path.startsWith("apps/no/notes/")) continue;
    const text = String(file).replace("0f1e2d3c-4b5a-4968-8776-655443322110", id);
    tree.set(
      path.replace("apps/no/notes", `apps/${slug.slice(0, 2)}/${slug}`),
      text.replace('slug = "notes"', `slug = "${slug}"`).replace('"Notes"', `"${slug}"`),
    );
  }
}

beforeAll(async () => {
  catalog = await openFixture();
  deps = {
    ...openDeafReplica(catalog),
    forgeUrl: "https://git.example/catalog/",
    searched: (input) => void searches.push(input),
  };
});
afterAll(async () => {
  await deps.reader[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

test("a catalog without a generation says that it has nothing yet", async () => {
  await expect(countCatalog(deps)).rejects.toMatchObject({ code: "CATALOG_EMPTY" });
});

test("an app is shown with all that its files say of it", async () => {
  const tree = goodTree();
  withSecond(tree, "board", "1f1e2d3c-4b5a-4968-8776-655443322110");
  withSecond(tree, "hidden", "2f1e2d3c-4b5a-4968-8776-655443322110");
  const hidden = "apps/hi/hidden/app.toml";
  tree.set(hidden, String(tree.get(hidden)).replace('"active"', '"draft"'));
  await catalog.data.push(tree);
  await catalog.sync(catalog.openSyncer("one"));
  await deps.reader.lookNow();
  const answer = await getCatalogEntry(deps, "notes");
  expect(answer).toMatchObject({
    is: "entry",
    generation: 1,
    folder: "apps/no/notes",
    links: {
      source: expect.stringMatching(
        /^https:..git.example.catalog.tree.[0-9a-f]{40}.apps.no.notes$/,
      ),
      history: expect.stringMatching(/^https:..git.example.catalog.commits.[0-9a-f]{40}.apps.no/),
    },
    view: { name: "Notes", addedAt: "2026-01-01T00:00:00.000Z" },
    full: {
      description: "Notes keeps notes.\n",
      releases: [{ version: "1.0.0" }],
      assets: [{ name: "icon.svg", mediaType: "image/svg+xml" }],
      entry: { paths: [{ prefix: "/", access: "members" }] },
    },
    categoryNames: { writing: "Writing" },
    maintainers: [{ name: "Ada", url: "https://ada.example" }],
  });
  expect(JSON.stringify(answer)).toContain("HOMEPORT_APP_DATA");
});

test("a draft is in no list, count, suggestion or page", async () => {
  const list = await listCatalog(deps, listEntriesInput.parse({}));
  expect(list.entries.map(({ slug }) => slug)).toEqual(["board", "notes"]);
  expect(list).toMatchObject({ total: 2, categoryNames: { writing: "Writing" } });
  expect(await suggestEntries(deps, "hid")).toEqual([]);
  await listCatalog(deps, listEntriesInput.parse({ q: "nottes" }));
  expect(searches).toEqual([{ tookMs: expect.any(Number), fallback: true }]);
  expect(await countCatalog(deps)).toMatchObject({ entries: 2, name: "Example" });
  const denied = { code: "CATALOG_ENTRY_NOT_FOUND" };
  await expect(getCatalogEntry(deps, "hidden")).rejects.toMatchObject(denied);
  await expect(getCatalogEntry(deps, "nobody")).rejects.toMatchObject(denied);
});

test("a page is gone on from by its cursor, which no other question takes", async () => {
  const first = await listCatalog(deps, listEntriesInput.parse({ limit: 1 }));
  const { nextCursor } = first;
  const second = await listCatalog(deps, listEntriesInput.parse({ limit: 1, cursor: nextCursor }));
  expect([...first.entries, ...second.entries].map(({ slug }) => slug)).toEqual(["board", "notes"]);
  expect(second.nextCursor).toBeNull();
  await expect(
    listCatalog(deps, listEntriesInput.parse({ sort: "name", cursor: nextCursor })),
  ).rejects.toMatchObject({ code: "CURSOR_INVALID" });
});
