import { createHmac, randomUUID } from "node:crypto";
import { goodTree } from "@homeport/catalog-format/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Editor, openEditor } from "../../test/editor.ts";
import { type CatalogFixture, openFixture } from "../../test/fixture.ts";
import { saveEntry } from "../edit/save-entry.ts";
import { listDeliveries } from "../operate/list-deliveries.ts";
import { readCredential } from "./judge-credential.ts";
import { authorizeReload, receiveReload } from "./receive-reload.ts";
import type { ReloadDeps } from "./reload.ts";

const secret = "s".repeat(40);
const secrets = { current: secret, previous: null };
let catalog: CatalogFixture;
let editor: Editor;
let deps: ReloadDeps;
let commit = "";

beforeAll(async () => {
  catalog = await openFixture();
  const syncer = catalog.openSyncer("one");
  commit = await catalog.data.push(goodTree());
  await catalog.sync(syncer);
  editor = await openEditor(catalog, syncer);
  deps = editor.as();
});
afterAll(async () => {
  await editor[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

/** Sends a call as the endpoint takes it: who it is from first, and then what it asks. */
async function send(headers: Record<string, string>, text: string) {
  const all = new Headers({ "content-type": "application/json", ...headers });
  const call = { shown: readCredential(all), headers: all, body: Buffer.from(text) };
  await authorizeReload(deps, secrets, call);
  return receiveReload(deps, call, AbortSignal.timeout(20_000));
}

const hmac = (text: string) => createHmac("sha256", secret).update(text);

function fromForge(event: string, body: unknown, name = "x-github-event") {
  const text = JSON.stringify(body);
  return send({ [name]: event, "x-hub-signature-256": `sha256=${hmac(text).digest("hex")}` }, text);
}

function timestamped(id: string, atMs: number, body: unknown) {
  const [text, at] = [JSON.stringify(body), String(Math.floor(atMs / 1000))];
  const mac = hmac(`${id}.${at}.${text}`).digest("base64");
  const marks = { "webhook-id": id, "webhook-timestamp": at };
  return send({ ...marks, "webhook-signature": `v1,${mac}` }, text);
}

const push = (after: string, more = {}) => ({ ref: "refs/heads/main", after, ...more });

async function pushMore(): Promise<string> {
  const tree = goodTree().set("README.md", `# ${randomUUID()}\n`);
  commit = await catalog.data.push(tree);
  return commit;
}

test.each(["x-github-event", "x-gitea-event", "x-forgejo-event"])(
  "a push that a forge tells of under %s is served when it is answered",
  async (name) => {
    const after = await pushMore();
    expect(await fromForge("push", push(after), name)).toMatchObject({
      is: "done",
      told: { rebuilt: true, commitIncluded: true, commitHash: after, quarantined: [] },
    });
  },
);

test("a ping is answered, and what is another branch's, a tag's or a deletion is ignored without a look", async () => {
  const before = catalog.gitRuns.length;
  expect(await fromForge("ping", { zen: "x" })).toEqual({ is: "pong" });
  for (const body of [
    push(commit, { ref: "refs/heads/other" }),
    push(commit, { ref: "refs/tags/v1" }),
    push("0".repeat(40)),
  ]) {
    expect(await fromForge("push", body)).toEqual({ is: "ignored" });
  }
  expect(await fromForge("issues", { action: "opened" })).toEqual({ is: "ignored" });
  expect(catalog.gitRuns).toHaveLength(before);
});

test("the header of an event decides alone what a body is", async () => {
  await expect(fromForge("push", { branch: "main" })).rejects.toMatchObject({
    code: "CATALOG_BODY_INVALID",
  });
  await expect(fromForge("push", push(commit), "x-other")).rejects.toMatchObject({
    code: "CATALOG_BODY_INVALID",
  });
});

test("a forge's delivery that ended well is not worked on twice", async () => {
  const body = push(await pushMore(), { n: 1 });
  expect(await fromForge("push", body)).toMatchObject({ is: "done" });
  const before = catalog.gitRuns.length;
  expect(await fromForge("push", body)).toEqual({ is: "duplicate" });
  expect(catalog.gitRuns).toHaveLength(before);
});

test("a forge's delivery that failed is worked on when it is sent again", async () => {
  const away = await catalog.data.takeAway();
  const body = push("1".repeat(40), { n: 2 });
  expect(await fromForge("push", body)).toMatchObject({
    is: "refused",
    code: "CATALOG_FETCH_FAILED",
  });
  await away.bringBack();
  expect(await fromForge("push", body)).toMatchObject({ is: "done" });
  expect(await fromForge("push", body)).toEqual({ is: "duplicate" });
});

test("a timestamped delivery that is sent again unchanged is refused, and nothing is looked at", async () => {
  const body = { branch: "main", commitHash: await pushMore() };
  const at = Date.now();
  expect(await timestamped("m1", at, body)).toMatchObject({ is: "done" });
  const before = catalog.gitRuns.length;
  await expect(timestamped("m1", at, body)).rejects.toMatchObject({
    ...{ code: "CATALOG_DELIVERY_REPLAYED", status: 409 },
  });
  // Signed anew it is the sender's next try, and the first one ended well.
  expect(await timestamped("m1", at + 1_000, body)).toEqual({ is: "duplicate" });
  expect(catalog.gitRuns).toHaveLength(before);
});

test("a timestamped delivery that failed is worked on when it is signed anew", async () => {
  const away = await catalog.data.takeAway();
  const at = Date.now();
  expect(await timestamped("m2", at, {})).toMatchObject({ is: "refused" });
  await away.bringBack();
  expect(await timestamped("m2", at + 1_000, {})).toMatchObject({ is: "done" });
});

test.each([-301_000, 301_000])(
  "a timestamp that is %i ms from now proves nothing",
  async (byMs) => {
    await expect(timestamped(`m3 ${byMs}`, Date.now() + byMs, {})).rejects.toMatchObject({
      code: "CATALOG_UNAUTHORIZED",
    });
  },
);

test("a changed byte proves nothing", async () => {
  const headers = { "x-github-event": "push", "x-hub-signature-256": `sha256=${"0".repeat(64)}` };
  await expect(send(headers, JSON.stringify(push(commit)))).rejects.toMatchObject({
    code: "CATALOG_UNAUTHORIZED",
  });
});

test("the echo of a push from the console finds its commit loaded, and costs no look", async () => {
  const change = await editor.change("notes", "description.md", () => "From the console.\n");
  const saved = await saveEntry(editor.as(), change);
  const before = catalog.gitRuns.length;
  expect(await fromForge("push", push(saved.commit ?? ""))).toMatchObject({
    is: "done",
    told: { noChanges: true, outcome: "already-loaded" },
  });
  expect(catalog.gitRuns).toHaveLength(before);
});

test("operators see each delivery with its mode and its end, and no secret or signature of it", async () => {
  const { db, cursors } = deps;
  const found = await listDeliveries({ db: db.orm, cursors }, {});
  expect(found.items.map(({ mode, outcome }) => `${mode} ${outcome}`)).toContain(
    "hub already-loaded",
  );
  const all = JSON.stringify(found);
  for (const hidden of [secret, "sha256=", "v1,"]) expect(all).not.toContain(hidden);
});
