import { randomUUID } from "node:crypto";
import { goodTree } from "@homeport/catalog-format/testing";
import { schema } from "@homeport/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Editor, openEditor } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { getCatalogEntry } from "../entries/get.ts";
import { getOperation } from "./get-operation.ts";
import { readEntrySource } from "./read-source.ts";
import { removeEntry } from "./remove-entry.ts";
import { renameEntry } from "./rename-entry.ts";
import { saveEntry } from "./save-entry.ts";

const app = "apps/no/notes/app.toml";
let catalog: CatalogFixture;
let editor: Editor;

beforeAll(async () => {
  catalog = await openFixture();
  const syncer = catalog.openSyncer("one");
  await catalog.data.push(goodTree());
  await catalog.sync(syncer);
  editor = await openEditor(catalog, syncer);
});
afterAll(async () => {
  await editor[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

/** The branch as a stranger's clone sees it. */
async function remote(...args: string[]): Promise<string> {
  await catalog.data.git("fetch", "--quiet", "origin");
  return catalog.data.git(...args);
}

async function summarize(summary: string) {
  return editor.change("notes", "app.toml", (text) =>
    text.replace(/^summary = .*$/m, `summary = ${JSON.stringify(summary)}`),
  );
}

test("a saved change is a commit of the branch, and served when the answer comes", async () => {
  const change = await summarize("Keeps all notes.");
  const saved = await saveEntry(editor.as(), { ...change, reason: "It keeps all of them" });
  expect(saved).toMatchObject({ state: "live", generation: 2 });
  expect(await remote("rev-parse", "origin/main")).toBe(saved.commit);
  expect(await remote("show", `origin/main:${app}`)).toContain('summary = "Keeps all notes."');
  const served = await getCatalogEntry(editor.as(), "notes");
  expect(served).toMatchObject({ generation: 2, view: { summary: "Keeps all notes." } });
});

test("a commit says what was done in trailers that git reads, and by whom under a made-up name", async () => {
  const trailers = await remote("log", "-1", "--format=%(trailers)", "origin/main");
  expect(trailers.split("\n").map((line) => line.split(": ")[0])).toEqual([
    ...["Action", "Subject-Type", "Subject-Slug", "Subject-Id", "Actor", "Reason"],
    ...["Request-Id", "Generation-Base", "Operation-Id"],
  ]);
  const [subject, author, committer] = (
    await remote("log", "-1", "--format=%s%n%an <%ae>%n%cn <%ce>", "origin/main")
  ).split("\n");
  expect(subject).toBe("Update entry notes");
  expect(author).toMatch(/^(u-[a-z2-7]{12}) <\1@users\.noreply\.homeport\.invalid>$/);
  expect(committer).toBe(author);
  expect(trailers).toContain(`Actor: ${author?.split(" ")[0]}`);
});

test("the same request is one change, however often it is sent", async () => {
  const change = await summarize("Keeps notes for you.");
  const first = await saveEntry(editor.as(), change);
  expect(await saveEntry(editor.as(), change)).toEqual(first);
  await expect(saveEntry(editor.as("eve"), change)).rejects.toMatchObject({
    code: "CATALOG_EDIT_INVALID",
  });
});

test("a change that is based on another file than the branch has is a conflict that tells both sides", async () => {
  const stale = await summarize("Mine.");
  await saveEntry(editor.as("bob"), await summarize("Theirs."));
  const refused = await saveEntry(editor.as(), stale).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "CATALOG_CONFLICT", status: 409 });
  const { operationId } = (refused as { facts: { operationId: string } }).facts;
  const operation = await getOperation({ ...editor.as(), seesAll: false }, operationId);
  const [file] = operation.refusal?.files ?? [];
  expect(file?.currentText).toContain("Theirs.");
  expect(operation.files[0]?.content).toContain("Mine.");
  // What was theirs is what mine is based on now.
  const again = { ...stale, requestId: randomUUID() };
  const files = again.files.map((one) => ({ ...one, expectedOid: file?.currentOid ?? null }));
  expect(await saveEntry(editor.as(), { ...again, files })).toMatchObject({ state: "live" });
  expect(await remote("show", `origin/main:${app}`)).toContain("Mine.");
});

test("nobody sees another's change, but for whoever operates the catalog", async () => {
  const [row] = await catalog.db.orm.select().from(schema.catalogOperation);
  const id = row?.id ?? "";
  const eve = editor.as("eve");
  await expect(getOperation({ ...eve, seesAll: false }, id)).rejects.toMatchObject({
    code: "CATALOG_OPERATION_NOT_FOUND",
  });
  expect(await getOperation({ ...eve, seesAll: true }, id)).toMatchObject({ id });
});

test("a change with a problem is refused before it is queued, and says where", async () => {
  const change = await editor.change("notes", "app.toml", (text) =>
    text.replace('categories = ["writing"]', 'categories = ["nonsense"]'),
  );
  const count = async () => (await catalog.db.orm.select().from(schema.catalogOperation)).length;
  const before = await count();
  const saved = saveEntry(editor.as(), change);
  await expect(saved).rejects.toMatchObject({
    code: "CATALOG_EDIT_INVALID",
    publicMessage: expect.stringContaining(app),
  });
  expect(await count()).toBe(before);
});

test.each([
  ["another entry's folder", "apps/ot/other/app.toml"],
  ["a file that no record has", "apps/no/notes/notes.txt"],
  ["the store", "catalog.toml"],
  ["a way out", "apps/no/notes/../../../README.md"],
])("a file in %s is refused, whoever asks", async (_where, path) => {
  const change = await summarize("Elsewhere.");
  const files = [{ path, expectedOid: null, content: "x = 1\n", encoding: "utf8" as const }];
  await expect(saveEntry(editor.as(), { ...change, files })).rejects.toMatchObject({
    code: "CATALOG_EDIT_INVALID",
  });
});

test("the form changes single keys, and leaves every other line alone", async () => {
  const { files } = await readEntrySource(editor.as(), { slug: "notes" });
  const text = files.find(({ path }) => path === app)?.text ?? "";
  await saveEntry(editor.as(), {
    ...{ slug: "notes", isNew: false, requestId: randomUUID(), files: [] },
    changes: [{ path: ["name"], value: "Notebook" }],
  });
  const after = await remote("show", `origin/main:${app}`);
  expect(after).toBe(text.replace('name = "Notes"', 'name = "Notebook"').trimEnd());
});

test("a new entry is added, and cannot be added twice", async () => {
  const source = await readEntrySource(editor.as(), { slug: "notes" });
  const files = source.files.flatMap(({ path, text, picture }) => {
    if (picture !== null) return [];
    const content = (text ?? "")
      .replace('slug = "notes"', 'slug = "papers"')
      .replace(/^id = .*$/m, `id = "${randomUUID()}"`);
    const moved = path.replace("no/notes", "pa/papers");
    return [{ path: moved, expectedOid: null, content, encoding: "utf8" as const }];
  });
  const icon = Buffer.from(String(goodTree().get("apps/no/notes/assets/icon.svg")));
  const asset = {
    ...{ path: "apps/pa/papers/assets/icon.svg", expectedOid: null },
    ...{ content: icon.toString("base64"), encoding: "base64" as const },
  };
  const added = { slug: "papers", isNew: true, changes: [], files: [...files, asset] };
  const saved = await saveEntry(editor.as(), { ...added, requestId: randomUUID() });
  expect(saved.state).toBe("live");
  expect(await remote("log", "-1", "--format=%s", "origin/main")).toBe("Add entry papers");
  expect(await getCatalogEntry(editor.as(), "papers")).toMatchObject({ is: "entry" });
  await expect(saveEntry(editor.as(), { ...added, requestId: randomUUID() })).rejects.toMatchObject(
    { code: "CATALOG_CONFLICT" },
  );
});

test("a renamed entry keeps its id and its files, and the old address leads to it, in one commit", async () => {
  const { files } = await readEntrySource(editor.as(), { slug: "papers" });
  const expectedOid = files.find(({ path }) => path.endsWith("app.toml"))?.oid ?? "";
  const input = { slug: "papers", to: "letters", expectedOid, requestId: randomUUID() };
  const saved = await renameEntry(editor.as(), input);
  expect(saved.state).toBe("live");
  expect(await getCatalogEntry(editor.as(), "papers")).toEqual({ is: "moved", slug: "letters" });
  const changed = await remote("log", "-1", "--format=", "--name-status", "-M", "origin/main");
  expect(changed.split("\n").sort().join("\n")).toMatch(
    /^A\tslug-history\/papers\.toml\n(R\S+\t.*\n?){5}$/,
  );
});

test("an entry that is renamed back loses the redirect that would hide it", async () => {
  const { files } = await readEntrySource(editor.as(), { slug: "letters" });
  const expectedOid = files.find(({ path }) => path.endsWith("app.toml"))?.oid ?? "";
  const input = { slug: "letters", to: "papers", expectedOid, requestId: randomUUID() };
  expect((await renameEntry(editor.as(), input)).state).toBe("live");
  expect(await getCatalogEntry(editor.as(), "papers")).toMatchObject({ is: "entry" });
  expect(await getCatalogEntry(editor.as(), "letters")).toEqual({ is: "moved", slug: "papers" });
});

test("a removed entry keeps its folder, and names its successor", async () => {
  const { files } = await readEntrySource(editor.as(), { slug: "papers" });
  const expectedOid = files.find(({ path }) => path.endsWith("app.toml"))?.oid ?? "";
  const input = { slug: "papers", expectedOid, replacedBy: "notes", requestId: randomUUID() };
  expect((await removeEntry(editor.as(), input)).state).toBe("live");
  expect(await getCatalogEntry(editor.as(), "papers")).toMatchObject({
    view: { status: "removed" },
    successor: { slug: "notes" },
  });
});

test("each change leaves its audit row with who made it", async () => {
  const rows = await catalog.db.sql.query(
    "SELECT action, actor_id FROM audit_entries WHERE target_kind = 'catalog-entry' ORDER BY id",
  );
  const acts = rows.map((row) => `${row["action"]} ${row["actor_id"]}`);
  expect(acts).toContain("catalog.update user-bob");
  expect(acts.slice(-4)).toEqual(
    ["create", "rename", "rename", "remove"].map((act) => `catalog.${act} user-ada`),
  );
});

test("where changes are off none is taken", async () => {
  await using closed = await openEditor(catalog, null, { writes: false, replicaId: "web-2" });
  const change = await summarize("Never.");
  await expect(saveEntry(closed.as(), change)).rejects.toMatchObject({
    code: "CATALOG_WRITES_OFF",
    status: 403,
  });
});

test("nothing of who asked is in any object of the repository", async () => {
  const privates = [
    ...["user-ada", "ada@people.example", "session-of-ada", "203.0.113.77", "user-bob"],
  ];
  const objects = () => remote("cat-file", "--batch", "--batch-all-objects");
  const found = (text: string) => privates.filter((one) => text.includes(one));
  expect(found(await objects())).toEqual([]);
  // The same look finds what somebody puts there on purpose.
  await catalog.data.git("commit", "--quiet", "--allow-empty", "-m", "By ada@people.example");
  expect(found(await objects())).toEqual(["ada@people.example"]);
});
