import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { build } from "esbuild";
import { readRun, signIn } from "./homeport.ts";

const checkout = new URL("../../../", import.meta.url);
const pathOf = (path: string) => fileURLToPath(new URL(path, checkout));

const program = `
import * as client from "./packages/client/src/vault/index.ts";
import { devicePrimitives } from "./packages/client/src/vault/primitives.ts";
import * as core from "./packages/vaults/src/core/index.ts";
import { createHomeportClient, readError } from "./packages/client/src/index.ts";
globalThis.vaults = { client, core, primitives: devicePrimitives };
globalThis.typed = { createHomeportClient, readError };
`;

/** A page that nobody serves, below an address of a secure origin, with both clients in it as a browser would load them. */
async function openPage(page: Page, folder = "http://localhost:9/"): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(checkout), loader: "ts" },
    ...{ bundle: true, splitting: true, write: false, outdir: "out", entryNames: "client" },
    ...{ format: "esm", platform: "browser", target: "es2022" },
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path.split("/").at(-1), text]));
  await page.route(`${folder}**`, async (route) => {
    const script = files.get(new URL(route.request().url()).pathname.split("/").at(-1) ?? "");
    await route.fulfill(
      script === undefined
        ? { contentType: "text/html", body: '<script type="module" src="./client.js"></script>' }
        : { contentType: "text/javascript", body: script },
    );
  });
  await page.goto(folder);
  await page.waitForFunction("globalThis.vaults !== undefined");
}

type Vector = {
  readonly creation: { readonly commitment: string; readonly digest: string };
  readonly delta: { readonly commitment: string; readonly digest: string };
  readonly acknowledgement: { readonly hash: string };
  readonly request: { readonly textSha256: string };
};

/** Runs in the page: every value that the vector fixes, as the client computes it there. */
const computeVector = `(vector) => {
  const { core, primitives } = globalThis.vaults;
  const utf8 = (text) => new TextEncoder().encode(text);
  const { vaultId, label, publicKey, creation, delta, acknowledgement, request } = vector;
  const signers = [{ id: "ed25519:" + publicKey, role: "voter", label }];
  const vault = { vaultId, mode: "json", roster: { threshold: 1, signers }, payload: utf8(creation.payload) };
  const first = core.prepareCreation(primitives, vault);
  core.checkThreshold(primitives, first.next.roster, first.signingText, [
    { signerId: signers[0].id, signature: creation.signature },
  ]);
  const next = core.prepareDelta(primitives, first.next, { kind: delta.kind, payload: utf8(delta.payload) });
  const word = core.writeAcknowledgement({
    vaultId, seq: 1, nonce: 0, prev: core.noHash, next: first.next.commitment, digest: first.digest,
    acceptedAtMs: acknowledgement.acceptedAtMs, prevHash: core.noHash,
  });
  const text = core.writeRequestText({
    ...request, vaultId, signerId: signers[0].id, bodySha256: primitives.sha256(utf8(request.body)),
  });
  const print = (hash) => core.printHash(hash);
  return {
    creation: { commitment: print(first.next.commitment), digest: print(first.digest) },
    delta: { commitment: print(next.next.commitment), digest: print(next.digest) },
    acknowledgement: { hash: print(primitives.sha256(word)) },
    request: { textSha256: print(primitives.sha256(utf8(text))) },
  };
}`;

test("a browser computes every value that the vector of vaults fixes", async ({ page }) => {
  await openPage(page);
  const vector = JSON.parse(readFileSync(pathOf("packages/vaults/vectors/vault.json"), "utf8"));
  const computed: Vector = await page.evaluate(`(${computeVector})(${JSON.stringify(vector)})`);
  expect(vector).toMatchObject(computed);
});

/** Runs in the page: a key that cannot leave it signs, and what was pinned is there again. */
const keepAndSign = `async () => {
  const { client, core, primitives } = globalThis.vaults;
  const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const signer = await client.ed25519Signer(pair);
  const isGood = core.verifySignature(primitives, signer.id, "text", await signer.sign("text"));
  const leaves = await crypto.subtle.exportKey("pkcs8", pair.privateKey).then(() => true, () => false);
  const pin = { serverKey: "k", seq: 1, hash: "0x", open: [], mode: "json", nonce: 0, commitment: "0x",
    state: "", roster: { threshold: 1, signers: [] }, isReleased: false };
  const pins = client.indexedDbPins(indexedDB);
  const before = await pins.read("one");
  await pins.write("one", pin);
  const after = await client.indexedDbPins(indexedDB).read("one");
  return { isGood, leaves, before, isKept: JSON.stringify(after) === JSON.stringify(pin) };
}`;

test("a browser signs by a key that cannot leave it, and keeps its pins", async ({ page }) => {
  await openPage(page);
  expect(await page.evaluate(`(${keepAndSign})()`)).toEqual({
    ...{ isGood: true, leaves: false, before: null, isKept: true },
  });
});

/** Runs in the page: who the browser's cookie stands for, the first word of a stream, and how one is refused. */
const askAndListen = `async () => {
  const { createHomeportClient, readError } = globalThis.typed;
  const baseUrl = location.origin;
  const first = (homeport) => new Promise((resolve) => {
    const stream = homeport.gallery.tasks.watch.subscribe(undefined, {
      onData: ({ active }) => { stream.unsubscribe(); resolve(Array.isArray(active)); },
      onError: (error) => resolve(readError(error).appCode),
    });
  });
  const mine = createHomeportClient({ baseUrl });
  const me = await mine.session.me.query();
  const told = await first(mine);
  const elsewhere = await first(createHomeportClient({ baseUrl, organization: "nobodys" }));
  return { isDate: me.expiresAt instanceof Date, told, elsewhere };
}`;

test("a browser asks and listens by its own cookie, and is told why a stream is refused", async ({
  page,
}) => {
  await signIn(page);
  await openPage(page, `${readRun().webUrl}/a-page-of-nobody/`);
  expect(await page.evaluate(`(${askAndListen})()`)).toEqual({
    ...{ isDate: true, told: true, elsewhere: "ORGANIZATION_NOT_FOUND" },
  });
});
