import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { openCatalogReader } from "@homeport/catalog";
import { migrate, openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock, systemRandom } from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sendError } from "./answer.ts";
import { createCatalogAssetMount } from "./catalog-asset-mount.ts";

const stack = new AsyncDisposableStack();
let address = "";
/** How often all versions were looked through. */
let looks = 0;

const bytesOf = {
  icon: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  screenshot: randomBytes(64),
  draft: randomBytes(64),
  nobody: randomBytes(64),
};
const hashOf = (name: keyof typeof bytesOf) =>
  createHash("sha256").update(bytesOf[name]).digest("hex");

beforeAll(async () => {
  const database = stack.use(
    await freshDatabase({
      template: {
        key: "catalog",
        prepare: async (url) => void (await migrate({ url, log: silentLog })),
      },
    }),
  );
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, log: silentLog, metrics };
  const db = stack.use(openDb({ ...shared, url: database.url, app: "test" }));
  for (const [name, bytes] of Object.entries(bytesOf)) {
    const type = name === "icon" ? "image/svg+xml" : "image/png";
    const hash = createHash("sha256").update(bytes).digest("hex");
    await db.sql.query(
      `INSERT INTO catalog_asset (sha256, media_type, bytes, size_bytes)
       VALUES ('${hash}', '${type}', '\\x${bytes.toString("hex")}', ${bytes.length})`,
    );
  }
  const version = (key: string, status: string, icon: string, picture: string) => `
    INSERT INTO catalog_version (kind, key, lean, files, digest, from_generation) VALUES ('entry', '${key}',
      '{"status": "${status}", "icon": {"sha256": "${icon}"}}',
      '{"a.png": {"oid": "1", "sizeBytes": 1, "picture": {"sha256": "${picture}"}}}', 'd', 1)`;
  await db.sql.query(version("notes", "active", hashOf("icon"), hashOf("screenshot")));
  await db.sql.query(version("secret", "draft", hashOf("draft"), hashOf("draft")));
  const reader = stack.use(
    openCatalogReader({
      ...{ db, clock: systemClock, random: systemRandom, log: silentLog, replicaId: "web-1" },
      ...{ appVersion: "1.0.0", feed: { subscribe: () => () => undefined } },
      events: { applied: () => undefined, refused: () => undefined },
    }),
  );
  const execute: typeof db.orm.execute = (query) => {
    looks += 1;
    return db.orm.execute(query);
  };
  const orm: typeof db.orm = Object.assign(Object.create(db.orm), { execute });
  const answer = createCatalogAssetMount({ db: { ...db, orm }, reader });
  const server = createServer((request, response) => {
    const peer = { address: null, requestId: "r", nonce: "" };
    answer(request, response, peer).catch((error) => sendError(response, error, "r"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => void server.close());
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
});
afterAll(() => stack.disposeAsync());

const ask = (file: string, init: RequestInit = {}) =>
  fetch(`${address}/catalog/assets/${file}`, init);

test("an icon is kept for a year, and is nothing but a picture when it is opened by itself", async () => {
  const answer = await ask(`${hashOf("icon")}.svg`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("image/svg+xml");
  expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(answer.headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  );
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytesOf.icon);
});

test("a screenshot is found, and not sent again to whoever has it", async () => {
  const file = `${hashOf("screenshot")}.png`;
  expect((await ask(file, { method: "HEAD" })).headers.get("content-length")).toBe("64");
  const etag = (await ask(file)).headers.get("etag") ?? "";
  expect((await ask(file, { headers: { "if-none-match": etag } })).status).toBe(304);
});

test.each([
  ["of a draft alone", `${hashOf("draft")}.png`],
  ["that no entry has", `${hashOf("nobody")}.png`],
  ["that there is not", `${"0".repeat(64)}.png`],
  ["under another kind of file", `${hashOf("icon")}.png`],
  ["in capitals", `${hashOf("icon").toUpperCase()}.svg`],
  ["with more behind it", `${hashOf("icon")}.svg/x`],
])("a picture %s is not found", async (_, file) => {
  expect((await ask(file)).status).toBe(404);
});

test("all versions are looked through once for a picture of a draft, however often it is asked for", async () => {
  await ask(`${hashOf("draft")}.png`);
  looks = 0;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => ask(`${hashOf("draft")}.png`)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  expect(looks).toBe(0);
});

test("a picture can only be read", async () => {
  expect((await ask(`${hashOf("icon")}.svg`, { method: "POST" })).status).toBe(405);
});
