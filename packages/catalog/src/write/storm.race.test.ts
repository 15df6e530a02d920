import { goodTree, type TestFile } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { isHomeportError } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Editor, openEditor } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { saveEntry } from "../edit/save-entry.ts";
import { followEdit } from "../edit/submit.ts";
import { readSource } from "../store.ts";

/** `FULL=1` asks for the whole storm, which takes minutes. */
const isFull = process.env["FULL"] === "1";
const edits = isFull ? 500 : 45;
const pushes = isFull ? 25 : 4;
const deadlineMs = isFull ? 900_000 : 60_000;

/** A fifth of the edits meets another one of the same file. */
const slugs = Array.from({ length: Math.ceil(edits * 0.8) }, (_, at) => `app-${at}`);
let catalog: CatalogFixture;
let editors: Editor[] = [];

beforeAll(async () => {
  catalog = await openFixture();
  const tree = goodTree();
  for (const [at, slug] of slugs.entries()) addEntry(tree, slug, at);
  await catalog.data.push(tree);
  const syncers = ["one", "two", "three"].map((name) => catalog.openSyncer(name));
  await catalog.sync(syncers[0] ?? catalog.openSyncer("zero"));
  editors = await Promise.all(
    syncers.map((syncer, at) => openEditor(catalog, inTurn(syncer), { replicaId: `web-${at}` })),
  );
});
afterAll(async () => {
  for (const editor of editors) await editor[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

function addEntry(tree: Map<string, TestFile>, slug: string, at: number): void {
  for (const [path, file] of goodTree()) {
    if (!path.startsWith("apps/no/notes/")) continue;
    const text = String(file)
      .replace('slug = "notes"', `slug = "${slug}"`)
      .replace(/^id = .*$/m, `id = "0f1e2d3c-4b5a-4968-8776-${String(at).padStart(12, "0")}"`);
    tree.set(path.replace("no/notes", `ap/${slug}`), text);
  }
}

/** As a worker is woken: one look after another, however many ask; each has its own time, not that of whoever waits for it. */
function inTurn(syncer: { sync(signal: AbortSignal): Promise<boolean> }) {
  let last = Promise.resolve(true);
  return {
    sync() {
      last = last.then(() => syncer.sync(AbortSignal.timeout(deadlineMs)));
      return last;
    },
  };
}

const git = (...args: string[]) => catalog.data.git(...args);

/** Whoever keeps the repository pushes in between, and begins again where somebody was faster. */
async function pushFromElsewhere(at: number): Promise<void> {
  for (;;) {
    await git("fetch", "--quiet", "origin");
    await git("reset", "--quiet", "--hard", "origin/main");
    await catalog.data.write("README.md", `# Push ${at}\n`);
    await catalog.data.write(`apps/ap/app-${at % 3}/description.md`, `Pushed ${at}.\n`);
    await git("commit", "--quiet", "--all", "--message", `Push ${at}`);
    const isPushed = await git("push", "--quiet", "origin", "HEAD:main").then(
      () => true,
      () => false,
    );
    if (isPushed) return;
  }
}

async function edit(at: number): Promise<void> {
  const editor = editors[at % editors.length];
  const slug = slugs[at % slugs.length] ?? "";
  if (editor === undefined) return;
  const change = await editor.change(slug, "description.md", () => `Edited ${at}.\n`);
  try {
    const saved = await saveEntry(editor.as(`person-${at % 7}`), change);
    for (let { state } = saved; state !== "live"; ) {
      ({ state } = await followEdit(editor.as(), saved.operationId));
    }
  } catch (error) {
    if (!isHomeportError(error) || error.code !== "CATALOG_CONFLICT") throw error;
  }
}

async function idsInBranch(): Promise<string[]> {
  await git("fetch", "--quiet", "origin");
  const format = "--format=%(trailers:key=Operation-Id,valueonly,separator=%x20)";
  return (await git("log", format, "origin/main")).split("\n").filter((line) => line !== "");
}

async function liveIds(): Promise<string[]> {
  const rows = await catalog.db.orm.select().from(schema.catalogOperation);
  return rows.filter(({ state }) => state === "live").map(({ id }) => id);
}

const minus = (all: readonly string[], some: readonly string[]) =>
  all.filter((id) => !some.includes(id));

test(
  `${edits} edits of three replicas and ${pushes} pushes from elsewhere end as commits or honest conflicts, and none is lost`,
  async () => {
    const elsewhere = (async () => {
      for (let at = 0; at < pushes; at++) await pushFromElsewhere(at);
    })();
    await Promise.all([elsewhere, ...Array.from({ length: edits }, (_, at) => edit(at))]);
    await catalog.sync(catalog.openSyncer("last"));

    const rows = await catalog.db.orm.select().from(schema.catalogOperation);
    expect(rows).toHaveLength(edits);
    const states = new Set(rows.map(({ state }) => state));
    expect([...minus([...states], ["live", "conflicted"])]).toEqual([]);
    const [live, inBranch] = [await liveIds(), await idsInBranch()];
    expect(live.length).toBeGreaterThanOrEqual(slugs.length - pushes);
    expect(minus(live, inBranch)).toEqual([]);
    expect(minus(inBranch, live)).toEqual([]);
    expect(new Set(inBranch).size).toBe(inBranch.length);

    const count = async (...args: string[]) => Number(await git("rev-list", "--count", ...args));
    expect(await count("origin/main")).toBe(1 + pushes + live.length);
    expect(await count("--first-parent", "origin/main")).toBe(1 + pushes + live.length);
    for (const { state, commitId, files } of rows) {
      if (state !== "live") continue;
      const [file] = files as { path: string; content: string }[];
      expect(await git("show", `${commitId}:${file?.path}`)).toBe(file?.content.trimEnd());
    }
    const fsck = await git("-C", "../remote.git", "fsck", "--strict", "--no-dangling");
    expect(fsck).toBe("");
    const head = await git("rev-parse", "origin/main");
    expect(await readSource(catalog.db.orm)).toMatchObject({ tipCommit: head, mode: "following" });
  },
  deadlineMs,
);

test("a commit that somebody forces away is found to be lost by the same look", async () => {
  const [newest = ""] = await idsInBranch();
  const commit = await git("log", "-1", `--grep=${newest}`, "--format=%H", "origin/main");
  await git("push", "--quiet", "--force", "origin", `${commit}~1:main`);
  expect(minus(await liveIds(), await idsInBranch())).toContain(newest);
});
