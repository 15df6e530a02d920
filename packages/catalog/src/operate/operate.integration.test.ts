import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { createCursorCodec, deriveKeys, newId } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEditor } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { getCatalogEntry } from "../entries/get.ts";
import { isCommitServed } from "../reload/store.ts";
import { readSource } from "../store.ts";
import type { Syncer } from "../sync/syncer.ts";
import { acceptRewrite, pauseCatalog, rebuildMirror, resumeCatalog } from "./change-mode.ts";
import type { OperateContext } from "./context.ts";
import { getGeneration } from "./get-generation.ts";
import { type GenerationView, listGenerations } from "./list-generations.ts";
import { listRejections } from "./list-rejections.ts";
import { readCatalogGauges } from "./read-gauges.ts";
import { readCatalogState } from "./read-state.ts";
import { rollBackCatalog } from "./roll-back.ts";

const app = "apps/no/notes/app.toml";
const cursors = createCursorCodec(deriveKeys("a secret of at least thirty-two characters"));
const commits: string[] = [];
let catalog: CatalogFixture;
let syncer: Syncer;
let ctx: OperateContext;

beforeAll(async () => {
  catalog = await openFixture();
  syncer = catalog.openSyncer("one");
  ctx = {
    ...{ db: catalog.db, address: null, requestId: "r1" },
    actor: { kind: "operator-key", keyId: `ed25519:${"ab".repeat(32)}` },
    feed: { announce: async (_topic, key) => void catalog.announced.push(Number(key)) },
    wake: async () => void (await syncer.sync(AbortSignal.timeout(20_000))),
  };
  for (const summary of ["First.", "Second.", "Third."]) await push(summary);
});
afterAll(() => catalog[Symbol.asyncDispose]());

async function push(summary: string, change = (tree: Map<string, unknown>) => tree) {
  const tree = goodTree();
  tree.set(app, String(tree.get(app)).replace("Keeps notes.", summary));
  change(tree);
  commits.push(await catalog.data.push(tree));
  await catalog.sync(syncer);
}

async function served() {
  await using editor = await openEditor(catalog, null);
  const answer = await getCatalogEntry(editor.as(), "notes");
  if (answer.is !== "entry") throw new Error("it has moved");
  return { summary: answer.view.summary, generation: answer.generation, commit: answer.commit };
}

const source = () => readSource(catalog.db.orm);

test("a rollback serves an earlier generation again, as a new one, with who did it and why", async () => {
  const reason = "The second one is wrong";
  expect(await rollBackCatalog(ctx, { generation: 1, expectedGeneration: 3, reason })).toEqual({
    generation: 4,
  });
  expect(await served()).toEqual({ summary: "First.", generation: 4, commit: commits[0] });
  expect(await getGeneration(catalog.db.orm, { generation: 4 })).toMatchObject({
    ...{ origin: "rollback", reason, actorId: `ed25519:${"ab".repeat(32)}`, changed: 1 },
    records: [{ kind: "entry", key: "notes", is: "changed" }],
  });
  expect(catalog.announced.at(-1)).toBe(4);
});

test("what was rolled back is not taken for loaded, and what is served is", async () => {
  const isServed = (commit = "") => isCommitServed(catalog.db.orm, commit, 4);
  expect(await Promise.all(commits.map(isServed))).toEqual([true, false, false]);
});

test("after a rollback the catalog stays paused, though commits arrive", async () => {
  await push("Fourth.");
  expect(await source()).toMatchObject({ mode: "paused", pausedTip: commits[3] });
  expect(await served()).toMatchObject({ summary: "First.", generation: 4 });
});

test("followed again it takes the newest commit over", async () => {
  await resumeCatalog(ctx, { expectedGeneration: 4 });
  expect(await served()).toMatchObject({ summary: "Fourth.", generation: 5 });
  expect(await getGeneration(catalog.db.orm, { generation: 5 })).toMatchObject({
    origin: "resume",
  });
  const isServed = (commit = "") => isCommitServed(catalog.db.orm, commit, 5);
  expect(await Promise.all(commits.map(isServed))).toEqual([true, true, true, true]);
});

test("a second rollback finds all that its commit reaches at the next look", async () => {
  await rollBackCatalog(ctx, { generation: 3, expectedGeneration: 5, reason: "Once more" });
  await catalog.sync(syncer);
  const isServed = (commit = "") => isCommitServed(catalog.db.orm, commit, 6);
  expect(await Promise.all(commits.map(isServed))).toEqual([true, true, true, false]);
  expect(await served()).toMatchObject({ summary: "Third." });
  // They are completed once, and not again at each look.
  catalog.gitRuns.length = 0;
  await catalog.sync(syncer);
  expect(catalog.gitRuns).not.toContain("rev-list");
  await resumeCatalog(ctx, { expectedGeneration: 6 });
});

test.each([
  ["another view", { generation: 1, expectedGeneration: 3 }],
  ["the generation that is served", { generation: 7, expectedGeneration: 7 }],
  ["a generation that never was", { generation: 6_000, expectedGeneration: 7 }],
])("a rollback from or to %s is refused", async (_what, input) => {
  await expect(rollBackCatalog(ctx, { ...input, reason: "No" })).rejects.toMatchObject({
    code: "CATALOG_STALE_VIEW",
  });
  expect((await source())?.acceptedGeneration).toBe(7);
});

test("a pause keeps what is served until the catalog is followed again", async () => {
  await pauseCatalog(ctx, { expectedGeneration: 7 });
  await push("Fifth.");
  expect(await served()).toMatchObject({ summary: "Fourth." });
  await resumeCatalog(ctx, { expectedGeneration: 7 });
  expect(await served()).toMatchObject({ summary: "Fifth.", generation: 8 });
  await expect(resumeCatalog(ctx, { expectedGeneration: 8 })).rejects.toMatchObject({
    code: "CATALOG_STALE_VIEW",
  });
});

test("a tip that is bad is looked at again when the catalog is followed again", async () => {
  await push("Sixth.");
  await push("Broken.", (tree) => tree.set("catalog.toml", "schema = 1\n"));
  await rollBackCatalog(ctx, { generation: 8, expectedGeneration: 9, reason: "Back" });
  await resumeCatalog(ctx, { expectedGeneration: 10 });
  expect(await served()).toMatchObject({ summary: "Sixth.", generation: 11 });
  expect(await readCatalogState(catalog.db.orm)).toMatchObject({ openRejections: 1 });
  expect(await listRejections({ db: catalog.db.orm, cursors }, {})).toMatchObject({
    items: [
      {
        ...{ tipCommit: commits.at(-1), resolvedGeneration: null },
        problems: [{ path: "catalog.toml" }, {}],
      },
    ],
  });
});

test("a rewritten history is held until it is accepted, and then taken whole", async () => {
  await catalog.data.git("reset", "--quiet", "--hard", commits[0] ?? "");
  const tree = goodTree();
  tree.set(app, String(tree.get(app)).replace("Keeps notes.", "Written anew."));
  tree.delete("slug-history/old-notes.toml");
  const tip = await catalog.data.push(tree, { force: true });
  await catalog.sync(syncer);
  expect(await source()).toMatchObject({ mode: "held", heldTip: tip, acceptedGeneration: 11 });
  await expect(
    acceptRewrite(ctx, { expectedGeneration: 11, tip: commits[0] ?? "" }),
  ).rejects.toMatchObject({ code: "CATALOG_STALE_VIEW" });
  await acceptRewrite(ctx, { expectedGeneration: 11, tip });
  expect(await source()).toMatchObject({ mode: "following", heldTip: null });
  expect(await served()).toEqual({ summary: "Written anew.", generation: 12, commit: tip });
  expect(await getGeneration(catalog.db.orm, { generation: 12 })).toMatchObject({
    ...{ origin: "rewrite", added: 0, changed: 1, removed: 1 },
  });
  const isServed = (commit = "") => isCommitServed(catalog.db.orm, commit, 12);
  expect(await Promise.all(commits.slice(0, 3).map(isServed))).toEqual([true, false, false]);
});

test("a mirror that is what git says is left alone, and one that is not is put right", async () => {
  await rebuildMirror(ctx, { expectedGeneration: 12 });
  expect((await source())?.acceptedGeneration).toBe(12);
  await catalog.db.sql.query(
    `UPDATE catalog_version SET lean = jsonb_set(lean, '{summary}', '"Made up."') WHERE key = 'notes'`,
  );
  expect(await served()).toMatchObject({ summary: "Made up." });
  await rebuildMirror(ctx, { expectedGeneration: 12 });
  expect(await served()).toMatchObject({ summary: "Written anew.", generation: 13 });
});

test("a generation that is accepted meanwhile leaves the slower syncer nothing to write", async () => {
  await push("Seventh.");
  const raced = catalog.openSyncer("two", {
    pauseAt: async (step) => {
      if (step !== "judged") return;
      await rollBackCatalog(ctx, { generation: 13, expectedGeneration: 14, reason: "At once" });
    },
  });
  const tree = goodTree().set("categories/writing.toml", 'name = "Letters"\norder = 10\n');
  const tip = await catalog.data.push(tree);
  await catalog.sync(raced);
  expect(await source()).toMatchObject({
    ...{ acceptedGeneration: 15, mode: "paused", pausedTip: tip },
  });
  expect(await served()).toMatchObject({ summary: "Written anew." });
});

test("how the catalog stands to its repository is measured by the store's clock", async () => {
  expect(await readCatalogGauges(catalog.db.orm)).toMatchObject({
    ...{ mode: "paused", acceptedGeneration: 15, lagSeconds: 0, quarantined: 0 },
  });
  const { query } = catalog.db.sql;
  await query("UPDATE catalog_source SET checked_at = now() - interval '1 hour'");
  await query("UPDATE catalog_replica SET generation = 14, heartbeat_at = now()");
  await query(
    "UPDATE catalog_generation SET accepted_at = now() - interval '9 s' WHERE generation = 15",
  );
  const found = await readCatalogGauges(catalog.db.orm);
  expect(found?.tipAgeSeconds).toBeGreaterThanOrEqual(3_600);
  expect(found?.lagSeconds).toBeGreaterThanOrEqual(9);
  // As it stands where the repository has never answered, however often it was asked.
  await query("UPDATE catalog_source SET checked_at = NULL");
  await query("UPDATE catalog_sync SET started_at = started_at - interval '2 hours'");
  expect((await readCatalogGauges(catalog.db.orm))?.tipAgeSeconds).toBeGreaterThanOrEqual(7_200);
});

test("each act of an operator has its audit row", async () => {
  const rows = await catalog.db.orm.select().from(schema.auditEntries);
  const acts = new Set(rows.map(({ action }) => action));
  for (const act of ["rollback", "pause", "resume", "accept-rewrite", "rebuild"]) {
    expect(acts).toContain(`catalog.${act}`);
  }
});

test("all generations are listed, page by page, the newest first, with who made them", async () => {
  const { keyId } = ctx.actor.kind === "operator-key" ? ctx.actor : { keyId: null };
  await catalog.db.orm.insert(schema.operators).values({
    ...{ id: newId(), kind: "key", keyId, label: "The one at night", createdBy: "test" },
    permissions: ["catalog.operate"],
  });
  const found: GenerationView[] = [];
  let cursor: string | undefined;
  do {
    const page = await listGenerations({ db: catalog.db.orm, cursors }, { limit: 5, cursor });
    expect(page.items.length).toBeLessThanOrEqual(5);
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(found.length).toBeGreaterThan(10);
  expect(found.map(({ generation }) => generation)).toEqual(
    Array.from({ length: found.length }, (_, at) => found.length - at),
  );
  const made = found.filter(({ by }) => by !== null);
  expect(new Set(made.map(({ by }) => by))).toEqual(new Set(["The one at night"]));
  expect(made).toEqual(found.filter(({ origin }) => origin === "rollback"));
  await expect(getGeneration(catalog.db.orm, { generation: 9_999 })).rejects.toMatchObject({
    code: "CATALOG_GENERATION_NOT_FOUND",
  });
});

test("each generation that a syncer accepts has its audit row, with where it came from and what it changed", async () => {
  const rows = await catalog.db.orm.select().from(schema.auditEntries);
  const accepted = rows.filter(({ action }) => action === "catalog.accept");
  const generations = await catalog.db.orm.select().from(schema.catalogGeneration);
  const bySyncers = generations.filter(({ origin }) => origin !== "rollback");
  expect(accepted).toHaveLength(bySyncers.length);
  expect(
    accepted.find(({ detail }) => Reflect.get(detail ?? {}, "generation") === 12),
  ).toMatchObject({
    ...{ actorKind: "system", actorId: "catalog.sync", outcome: "success" },
    detail: { origin: "rewrite", added: 0, changed: 1, removed: 1, commit: expect.any(String) },
  });
});
