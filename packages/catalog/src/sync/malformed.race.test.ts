import { rules } from "@homeport/catalog-format";
import { badTrees, goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { desc, isNull } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Editor, openEditor } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { getCatalogEntry } from "../entries/get.ts";
import { readSource } from "../store.ts";
import type { Syncer } from "./syncer.ts";

/** `FULL=1` pushes all of them, which takes minutes. */
const isFull = process.env["FULL"] === "1";
/** What is told only to whoever writes records keeps no commit out. */
const refused = badTrees.filter(({ rule }) => rules[rule] === "error");
const some = isFull
  ? refused
  : refused.filter(({ rule }, at) => at % (rule === "tree/case-collision" ? 3 : 40) === 0);
const deadlineMs = isFull ? 900_000 : 60_000;

let catalog: CatalogFixture;
let syncer: Syncer;
let editor: Editor;
let good = "";

beforeAll(async () => {
  catalog = await openFixture();
  syncer = catalog.openSyncer("one");
  good = await catalog.data.push(goodTree());
  await catalog.sync(syncer);
  editor = await openEditor(catalog, null);
});
afterAll(async () => {
  await editor[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

async function newestRejection() {
  const { catalogRejection } = schema;
  const [row] = await catalog.db.orm
    .select()
    .from(catalogRejection)
    .where(isNull(catalogRejection.resolvedGeneration))
    .orderBy(desc(catalogRejection.firstSeenAt))
    .limit(1);
  return row ?? null;
}

test(
  `each of ${some.length} malformed commits is rejected with its file and rule, and what was good is served on`,
  async () => {
    for (const { name, tree, path, rule } of some) {
      const tip = await catalog.data.push(tree);
      await catalog.sync(syncer);
      const rejection = await newestRejection();
      expect(rejection?.tipCommit, name).toBe(tip);
      expect(rejection?.problems, name).toContainEqual(expect.objectContaining({ path, rule }));
      expect(await getCatalogEntry(editor.as(), "notes"), name).toMatchObject({ commit: good });
    }
  },
  deadlineMs,
);

test("a syncer and a replica that start while the tip is bad serve the last good commit", async () => {
  await using fresh = await openEditor(catalog, null, { replicaId: "web-2" });
  await catalog.sync(catalog.openSyncer("two"));
  expect(await getCatalogEntry(fresh.as(), "notes")).toMatchObject({ commit: good });
  expect(await readSource(catalog.db.orm)).toMatchObject({ acceptedGeneration: 1 });
});

test("the next good commit goes live without a restart, and no rejection is left", async () => {
  const tree = goodTree().set("categories/writing.toml", 'name = "Letters"\norder = 10\n');
  const commit = await catalog.data.push(tree);
  await catalog.sync(syncer);
  const { reader } = editor.as();
  await reader.lookNow();
  expect(await getCatalogEntry(editor.as(), "notes")).toMatchObject({ commit });
  expect(await newestRejection()).toBeNull();
});

test("a file that is no record is passed over, and its twin of a later commit refused as by a look at the whole tree", async () => {
  const path = "apps/no/notes/Readme.md";
  const tree = goodTree().set(path, "For whoever looks in here.\n");
  const commit = await catalog.data.push(tree);
  await catalog.sync(syncer);
  await editor.as().reader.lookNow();
  expect(await getCatalogEntry(editor.as(), "notes")).toMatchObject({ commit });
  await catalog.data.push(tree.set("apps/no/notes/README.md", "For nobody.\n"));
  await catalog.sync(syncer);
  const { problems } = (await newestRejection()) ?? {};
  expect(problems).toContainEqual(expect.objectContaining({ path, rule: "tree/case-collision" }));
});
