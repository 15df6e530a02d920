import { randomUUID } from "node:crypto";
import { limits } from "@homeport/catalog-format";
import { goodRelease, goodTree, type TestTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Editor, openEditor, type SavedChange } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import type { CatalogSyncDeps, SyncStep } from "../context.ts";
import { readEntrySource } from "../edit/read-source.ts";
import { renameEntry } from "../edit/rename-entry.ts";
import { saveEntry } from "../edit/save-entry.ts";
import { raiseWanted, readSource } from "../store.ts";

let catalog: CatalogFixture;
let editor: Editor;

beforeEach(async () => {
  catalog = await openFixture();
  await catalog.data.push(goodTree());
  await catalog.sync(catalog.openSyncer("zero"));
  editor = await openEditor(catalog, null);
});
afterEach(async () => {
  await editor[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

const signal = () => AbortSignal.timeout(60_000);

async function describe(text: string): Promise<SavedChange> {
  return editor.change("notes", "description.md", () => text);
}

/** Queues a change and answers at once. */
async function queue(change: SavedChange): Promise<void> {
  const { as } = editor;
  const context = { ...as(), clock: { ...as().clock, monotonicMs: clockThatEnds() } };
  await saveEntry(context, change);
}

/** Whoever waits by it has waited long enough at the second look. */
function clockThatEnds(): () => number {
  let nowMs = -60_000;
  return () => (nowMs += 60_000);
}

async function operations() {
  const rows = await catalog.db.orm.select().from(schema.catalogOperation);
  return rows.sort((one, other) => one.id.localeCompare(other.id));
}

async function subjects(): Promise<string[]> {
  await catalog.data.git("fetch", "--quiet", "origin");
  return (await catalog.data.git("log", "--format=%s", "origin/main")).split("\n");
}

/** A syncer that dies where it says that it has got to a step. */
function dyingAt(step: SyncStep): Partial<CatalogSyncDeps> {
  return {
    pauseAt: async (at) => {
      if (at === step) throw new Error(`killed when ${step}`);
    },
  };
}

/** A syncer before whose first push somebody else pushes. */
function beaten(tree: TestTree): Partial<CatalogSyncDeps> {
  let isBeaten = false;
  return {
    pauseAt: async (at) => {
      if (at !== "committed" || isBeaten) return;
      isBeaten = true;
      await catalog.data.push(tree);
    },
  };
}

test.each(["planned", "committed", "pushed"] as const)(
  "a change is committed once when the syncer is killed as soon as it is %s",
  async (step) => {
    await queue(await describe("Told once."));
    const first = catalog.openSyncer("one", dyingAt(step));
    await expect(first.sync(signal())).rejects.toThrow(`killed when ${step}`);
    expect((await operations())[0]?.state).not.toBe("live");
    expect((await subjects()).length).toBe(step === "pushed" ? 2 : 1);
    await catalog.openSyncer("two").sync(signal());
    expect(await operations()).toMatchObject([{ state: "live", generation: 2 }]);
    expect(await subjects()).toEqual(["Update entry notes", "Day 0"]);
    expect(await readSource(catalog.db.orm)).toMatchObject({ acceptedGeneration: 2 });
  },
);

test.each(["fetched", "judged", "accepted"] as const)(
  "a push is taken over once when the syncer is killed as soon as it is %s",
  async (step) => {
    const tree = goodTree().set("categories/writing.toml", 'name = "Letters"\norder = 10\n');
    const commit = await catalog.data.push(tree);
    await raiseWanted(catalog.db.orm, "webhook");
    const first = catalog.openSyncer("one", dyingAt(step));
    await expect(first.sync(signal())).rejects.toThrow(`killed when ${step}`);
    await catalog.openSyncer("two").sync(signal());
    const rows = await catalog.db.orm.select().from(schema.catalogGeneration);
    expect(rows.map(({ commitId }) => commitId).filter((one) => one === commit)).toEqual([commit]);
    expect(rows).toHaveLength(2);
  },
);

test("a commit that a dead syncer pushed is known by its trailer, though another holder has put the change back", async () => {
  await queue(await describe("Pushed by somebody who slept."));
  const first = catalog.openSyncer("one", dyingAt("pushed"));
  await expect(first.sync(signal())).rejects.toThrow("killed");
  // As the next holder leaves it that looked before the sleeper's push arrived.
  await catalog.db.sql.query("UPDATE catalog_operation SET state = 'queued', commit_id = NULL");
  await catalog.openSyncer("two").sync(signal());
  expect(await operations()).toMatchObject([{ state: "live", errorCode: null }]);
  expect(await subjects()).toEqual(["Update entry notes", "Day 0"]);
});

test("a push from elsewhere that comes first is taken over, and the change put on top of it", async () => {
  await queue(await describe("On top."));
  const tree = goodTree().set("categories/writing.toml", 'name = "Letters"\norder = 10\n');
  const syncer = catalog.openSyncer("one", beaten(tree));
  await syncer.sync(signal());
  expect(await operations()).toMatchObject([{ state: "live", generation: 3 }]);
  expect(await subjects()).toEqual(["Update entry notes", "Day 1", "Day 0"]);
  const parents = await catalog.data.git("log", "--merges", "--format=%H", "origin/main");
  expect(parents).toBe("");
});

test("a push from elsewhere of the same file makes the change a conflict, and takes nothing away", async () => {
  await queue(await describe("Mine."));
  const tree = goodTree().set("apps/no/notes/description.md", "Theirs.\n");
  const syncer = catalog.openSyncer("one", beaten(tree));
  await syncer.sync(signal());
  expect(await operations()).toMatchObject([
    {
      ...{ state: "conflicted", errorCode: "CATALOG_CONFLICT" },
      conflict: { files: [{ path: "apps/no/notes/description.md", currentText: "Theirs.\n" }] },
    },
  ]);
  expect(await subjects()).toEqual(["Day 1", "Day 0"]);
});

test("of many changes of one base exactly one wins", async () => {
  const changes = await Promise.all(Array.from({ length: 50 }, (_, at) => describe(`By ${at}.`)));
  await Promise.all(changes.map(queue));
  await catalog.openSyncer("one").sync(signal());
  const states = (await operations()).map(({ state }) => state);
  expect(states.filter((state) => state === "live")).toHaveLength(1);
  expect(states.filter((state) => state === "conflicted")).toHaveLength(49);
});

test("what the remote refuses is refused with its words, and the others of the same push go on", async () => {
  const hook = `#!/bin/sh\nread before after ref\nfor c in $(git rev-list $before..$after); do git log -1 --format=%B $c | grep -q '^Reason: no' && { echo "not on a Friday"; exit 1; }; done\nexit 0\n`;
  await catalog.data.installHook("pre-receive", hook);
  await queue(Object.assign(await describe("Refused."), { reason: "no" }));
  await queue(await editor.change("notes", "releases/1.0.0.toml", (text) => `${text}# kept\n`));
  await catalog.openSyncer("one").sync(signal());
  expect(await operations()).toMatchObject([
    {
      ...{ state: "refused", errorCode: "CATALOG_PUSH_REFUSED" },
      conflict: { said: expect.stringContaining("not on a Friday") },
    },
    { state: "live" },
  ]);
  expect(await subjects()).toEqual(["Update entry notes", "Day 0"]);
});

test("a change ends as no conflict with one of the same file that the remote has refused", async () => {
  const hook = `#!/bin/sh\nread before after ref\nfor c in $(git rev-list $before..$after); do git log -1 --format=%B $c | grep -q '^Reason: no' && { echo "not on a Friday"; exit 1; }; done\nexit 0\n`;
  await catalog.data.installHook("pre-receive", hook);
  await queue(Object.assign(await describe("Refused."), { reason: "no" }));
  await queue(await describe("Of the same file."));
  await catalog.openSyncer("one").sync(signal());
  expect(await operations()).toMatchObject([
    { state: "refused", errorCode: "CATALOG_PUSH_REFUSED" },
    { state: "live" },
  ]);
});

test("an entry of more releases than are kept in the mirror is renamed with all of them", async () => {
  const tree = goodTree();
  for (let at = 0; at < limits.maxReleases; at++) {
    const text = goodRelease.replace('"1.0.0"', `"0.${at}.0"`).replace("2026-05-01", "2026-04-01");
    tree.set(`apps/no/notes/releases/0.${at}.0.toml`, text);
  }
  await catalog.data.push(tree);
  const syncer = catalog.openSyncer("one");
  await catalog.sync(syncer);
  const { files } = await readEntrySource(editor.as(), { slug: "notes" });
  const releases = files.filter(({ path }) => path.includes("/releases/"));
  expect(releases).toHaveLength(limits.maxReleases);
  const expectedOid = files.find(({ path }) => path.endsWith("/app.toml"))?.oid ?? "";
  await editor.as().reader.lookNow();
  const context = { ...editor.as(), wake: async () => void (await syncer.sync(signal())) };
  const renaming = { slug: "notes", to: "papers", requestId: randomUUID(), expectedOid };
  expect(await renameEntry(context, renaming)).toMatchObject({ state: "live" });
  await catalog.data.git("fetch", "--quiet", "origin");
  const left = await catalog.data.git("ls-tree", "-r", "--name-only", "origin/main", "apps/");
  const moved = left.split("\n").filter((path) => path.startsWith("apps/pa/papers/releases/"));
  expect(moved).toHaveLength(limits.maxReleases + 1);
  expect(left).not.toContain("apps/no/notes");
});

test("a change waits while the remote does not answer, and is committed when it does", async () => {
  const away = await catalog.data.takeAway();
  await queue(await describe("Later."));
  await catalog.openSyncer("one").sync(signal());
  expect(await operations()).toMatchObject([
    { state: expect.stringMatching(/queued|committed/), nextTryAt: expect.any(Date) },
  ]);
  await away.bringBack();
  await catalog.db.sql.query("UPDATE catalog_operation SET next_try_at = NULL");
  await catalog.openSyncer("two").sync(signal());
  expect(await operations()).toMatchObject([{ state: "live" }]);
});

test("on a tip with problems only a change that puts it right is committed", async () => {
  const broken = goodTree().set("apps/no/notes/app.toml", "schema = = 1\n");
  await catalog.data.push(broken);
  await queue(await describe("Does not help."));
  const helps = await editor.change("notes", "app.toml", (text) => text.replace("Keeps", "Holds"));
  const brokenOid = await catalog.data.git("rev-parse", "HEAD:apps/no/notes/app.toml");
  await queue({ ...helps, files: helps.files.map((one) => ({ ...one, expectedOid: brokenOid })) });
  const syncer = catalog.openSyncer("one");
  await catalog.sync(syncer);
  expect(await operations()).toMatchObject([
    { state: "refused", errorCode: "CATALOG_TIP_REJECTED" },
    { state: "live", generation: 2 },
  ]);
  const rejections = await catalog.db.orm.select().from(schema.catalogRejection);
  expect(rejections).toMatchObject([{ resolvedGeneration: 2 }]);
});

test("changes wait while the catalog is paused", async () => {
  await queue(await describe("After the pause."));
  await catalog.db.sql.query("UPDATE catalog_source SET mode = 'paused'");
  await catalog.openSyncer("one").sync(signal());
  expect(await operations()).toMatchObject([{ state: "queued", attempts: 0 }]);
  await expect(saveEntry(editor.as(), await describe("New."))).rejects.toMatchObject({
    code: "CATALOG_PAUSED",
  });
  await catalog.db.sql.query("UPDATE catalog_source SET mode = 'following'");
  await catalog.openSyncer("two").sync(signal());
  expect(await operations()).toMatchObject([{ state: "live" }]);
});
