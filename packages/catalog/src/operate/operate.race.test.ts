import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEditor } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import type { SyncStep } from "../context.ts";
import { followEdit } from "../edit/submit.ts";
import { insertOperation } from "../operations/store.ts";
import { isCommitServed } from "../reload/store.ts";
import { readSource } from "../store.ts";
import { acceptRewrite, pauseCatalog, resumeCatalog } from "./change-mode.ts";
import type { OperateContext } from "./context.ts";
import { rollBackCatalog } from "./roll-back.ts";

let catalog: CatalogFixture;
let ctx: OperateContext;
let commits: string[];

beforeEach(async () => {
  catalog = await openFixture();
  ctx = {
    ...{ db: catalog.db, address: null, requestId: "r1" },
    actor: { kind: "operator-key", keyId: `ed25519:${"ab".repeat(32)}` },
    feed: { announce: async () => undefined },
    wake: async () => undefined,
  };
  commits = [];
  const syncer = catalog.openSyncer("first");
  for (const order of [1, 2]) {
    commits.push(await push(order));
    await catalog.sync(syncer);
  }
});
afterEach(() => catalog[Symbol.asyncDispose]());

function push(order: number, options = {}): Promise<string> {
  const tree = goodTree().set("categories/writing.toml", `name = "Letters"\norder = ${order}\n`);
  return catalog.data.push(tree, options);
}

const source = () => readSource(catalog.db.orm);
const rollBack = () =>
  rollBackCatalog(ctx, { generation: 1, expectedGeneration: 2, reason: "Not this one" });
const pause = () => pauseCatalog(ctx, { expectedGeneration: 2 });

/** A syncer to which an operator comes first, once, when it gets to a step. */
function overtakenAt(step: SyncStep, act: () => Promise<unknown>) {
  let isDone = false;
  return catalog.openSyncer("raced", {
    pauseAt: async (at) => {
      if (at !== step || isDone) return;
      isDone = true;
      await act();
    },
  });
}

async function generations(): Promise<number[]> {
  const rows = await catalog.db.orm.select().from(schema.catalogGeneration);
  return rows.map(({ generation }) => generation).sort();
}

test.each(["fetched", "judged"] as const)(
  "a rollback stays when a look was on its way that had %s a new commit",
  async (step) => {
    const tip = await push(3);
    await catalog.sync(overtakenAt(step, rollBack));
    expect(await source()).toMatchObject({
      ...{ mode: "paused", acceptedGeneration: 3, pausedTip: tip },
    });
    expect(await generations()).toEqual([1, 2, 3]);
  },
);

test("a rollback stays when a look was on its way that found nothing new", async () => {
  await catalog.sync(overtakenAt("fetched", rollBack));
  expect(await source()).toMatchObject({ mode: "paused", acceptedGeneration: 3 });
  const isServed = (commit = "") => isCommitServed(catalog.db.orm, commit, 3);
  expect(await Promise.all(commits.map(isServed))).toEqual([true, false]);
});

test.each(["fetched", "judged"] as const)(
  "a pause stays when a look was on its way that had %s a new commit",
  async (step) => {
    const tip = await push(3);
    await catalog.sync(overtakenAt(step, pause));
    expect(await source()).toMatchObject({
      ...{ mode: "paused", acceptedGeneration: 2, pausedTip: tip },
    });
    expect(await generations()).toEqual([1, 2]);
  },
);

test("a rollback of a paused catalog is not told of commits that it has taken back", async () => {
  await pause();
  await push(3);
  await catalog.sync(overtakenAt("fetched", rollBack));
  const isServed = (commit = "") => isCommitServed(catalog.db.orm, commit, 3);
  expect(await Promise.all(commits.map(isServed))).toEqual([true, false]);
});

test("another rewritten tip than the one that an operator has looked at is not accepted", async () => {
  await catalog.data.git("reset", "--quiet", "--hard", commits[0] ?? "");
  const tip = await push(4, { force: true });
  await catalog.sync(catalog.openSyncer("first"));
  expect(await source()).toMatchObject({ mode: "held", heldTip: tip });
  const other = await push(5, { force: true });
  const accept = () => acceptRewrite(ctx, { expectedGeneration: 2, tip });
  await catalog.sync(overtakenAt("fetched", accept));
  expect(await source()).toMatchObject({ mode: "held", heldTip: other, acceptedGeneration: 2 });
});

test.each([
  ["planned", "queued"],
  ["pushed", "pushed"],
] as const)(
  "a pause stays when a change from the console was %s: it is %s until the catalog is followed again",
  async (step, state) => {
    await using editor = await openEditor(catalog, null);
    const saved = await editor.change("notes", "description.md", () => "Told.");
    const id = "01890000-0000-7000-8000-000000000001";
    await catalog.db.system("test", (tx) =>
      insertOperation(tx, {
        ...{ id, actorId: "user-ada", requestId: saved.requestId, action: "update" },
        ...{ slug: "notes", entryId: null, reason: null, baseGeneration: 2, files: saved.files },
      }),
    );
    await catalog.sync(overtakenAt(step, pause));
    expect(await source()).toMatchObject({ mode: "paused", acceptedGeneration: 2 });
    const [row] = await catalog.db.orm.select().from(schema.catalogOperation);
    expect(row).toMatchObject({ state });
    await resumeCatalog(ctx, { expectedGeneration: 2 });
    await catalog.sync(catalog.openSyncer("last"));
    expect(await followEdit(editor.as(), id)).toMatchObject({ state: "live", generation: 3 });
  },
);
