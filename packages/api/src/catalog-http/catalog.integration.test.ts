import { type CatalogDeps, openCatalogReader, putSource } from "@homeport/catalog";
import {
  corpusEntry,
  corpusSlug,
  type Mirror,
  openMirror,
  versionsOf,
} from "@homeport/catalog/testing";
import { goodTree } from "@homeport/catalog-format/testing";
import { type Db, migrate, openDb } from "@homeport/db";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  type CatalogAnswer,
  type CatalogHandler,
  createCatalogHandler,
} from "./create-catalog-handler.ts";
import { catalogAnswers } from "./openapi/answers.ts";

const stack = new AsyncDisposableStack();
let db: Db;
let mirror: Mirror;
let lived: CatalogDeps;
let handle: CatalogHandler;
let generation = 0;

const buildId = "0123456789abcdef";

function openReplica(): CatalogDeps {
  const reader = stack.use(
    openCatalogReader({
      ...{ db, clock: systemClock, random: systemRandom, log: silentLog, replicaId: "web-1" },
      ...{ appVersion: "1.0.0", feed: { subscribe: () => () => undefined } },
      events: { applied: () => undefined, refused: () => undefined },
    }),
  );
  const cursors = createCursorCodec(deriveKeys("a secret of at least thirty-two characters"));
  return { db, reader, cursors, clock: systemClock };
}

function questionOf(target: string, headers: Record<string, string> = {}, method = "GET") {
  const [path = "", query = ""] = target.split("?");
  return {
    method,
    path: `/api/v1/catalog${path}`,
    params: new URLSearchParams(query),
    headers: new Headers(headers),
  };
}

const ask = (target: string, headers?: Record<string, string>): Promise<CatalogAnswer> =>
  handle(questionOf(target, headers));

const told = (answer: CatalogAnswer): unknown => JSON.parse(answer.body);
const codeOf = (answer: CatalogAnswer) =>
  z.object({ error: z.object({ code: z.string() }) }).parse(told(answer)).error.code;

beforeAll(async () => {
  const database = await freshDatabase({
    template: {
      key: "catalog",
      prepare: async (url) => void (await migrate({ url, log: silentLog })),
    },
  });
  const metrics = createMetrics({ app: "test", version: "0" });
  const shared = { clock: systemClock, log: silentLog, metrics };
  db = stack.use(openDb({ ...shared, url: database.url, app: "test" }));
  mirror = openMirror(db);
  lived = openReplica();
  handle = createCatalogHandler({ catalog: lived, buildId });
});
afterAll(() => stack.disposeAsync());

test("a catalog that there is not, and one of which nothing is accepted, say which it is", async () => {
  const none = await ask("");
  expect([none.status, codeOf(none)]).toEqual([404, "CATALOG_NOT_CONFIGURED"]);
  await putSource(db.orm, "the test's repository", "main");
  const empty = await ask("/entries");
  expect([empty.status, codeOf(empty)]).toEqual([503, "CATALOG_EMPTY"]);
  expect(empty.headers).toMatchObject({ "Retry-After": "5", "Cache-Control": "no-store" });
});

describe("the catalog for programs", () => {
  beforeAll(async () => {
    const tree = goodTree();
    tree.set(
      "slug-history/old-notes.toml",
      'to = "notes"\nmovedAt = 2026-01-01\nexpiresAt = 2999-01-01\n',
    );
    await mirror.accept([
      ...versionsOf(tree),
      ...Array.from({ length: 40 }, (_, number) => corpusEntry(number)),
      corpusEntry(90, { status: "draft" }),
      corpusEntry(91, { status: "removed" }),
      corpusEntry(92, { status: "deprecated", name: "Notes of old" }),
    ]);
    await lived.reader.lookNow();
    // What follows is asked of a replica that has been through 2,000 updates.
    for (let round = 0; round < 20; round++) {
      const words = `round ${round} ${"notes ".repeat(round % 3)}`;
      const versions = Array.from({ length: 100 }, (_, at) =>
        corpusEntry(at < 40 ? at : 100 + at, { description: words }),
      );
      generation = await mirror.accept(versions);
      await lived.reader.lookNow();
    }
  }, 60_000);

  const routes: [target: string, name: keyof typeof catalogAnswers][] = [
    ["", "describeCatalog"],
    ["/entries", "listEntries"],
    ["/entries?q=notes&category=writing&category=media&sort=name&limit=3", "listEntries"],
    ["/entries/notes", "getEntry"],
    ["/entries/notes/releases", "listReleases"],
    ["/suggest?q=no", "suggestEntries"],
    ["/changes?since=1", "readChanges"],
  ];

  test.each(routes)(
    "answers %s as it is described, tagged and to be shared",
    async (target, name) => {
      const answer = await ask(target);
      expect(answer.status).toBe(200);
      expect(() => catalogAnswers[name].parse(told(answer))).not.toThrow();
      expect(answer.headers).toMatchObject({
        "Content-Type": "application/json",
        "Cache-Control": "public, max-age=0, s-maxage=5, stale-while-revalidate=60",
        "X-Catalog-Generation": String(generation),
        ETag: expect.stringMatching(
          new RegExp(`^W/"[0-9a-f]{8}-${generation}-01234567-[0-9a-f]{16}"$`),
        ),
      });
      const again = await ask(target, { "if-none-match": `"x", ${answer.headers["ETag"]}` });
      expect([again.status, again.body]).toEqual([304, ""]);
    },
  );

  test("gives the same tag to two spellings of one question, and another to another question", async () => {
    const tagOf = async (target: string) => (await ask(target)).headers["ETag"];
    const tag = await tagOf("/entries?category=a&category=b&limit=24");
    expect(await tagOf("/entries?limit=24&category=b&category=a&category=a")).toBe(tag);
    expect(await tagOf("/entries?category=a")).not.toBe(tag);
  });

  test("gives equal bodies and tags on a replica with 2,000 past updates and on a fresh one", async () => {
    const fresh = createCatalogHandler({ catalog: openReplica(), buildId });
    const asked = [
      "/entries?q=notes",
      "/entries?q=ba&limit=100",
      "/entries?sort=updated",
      "/suggest?q=de",
    ];
    for (const target of [...asked, ...routes.map(([target]) => target)]) {
      expect(await fresh(questionOf(target)), target).toEqual(await ask(target));
    }
  });

  test("pages on at another replica without a gap or a repeat", async () => {
    const handlers = [handle, createCatalogHandler({ catalog: openReplica(), buildId })];
    const slugs: string[] = [];
    let cursor: string | null = "";
    for (let page = 0; cursor !== null; page++) {
      const after: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const one = await handlers[page % 2]?.(questionOf(`/entries?sort=name&limit=7${after}`));
      const { entries, nextCursor } = catalogAnswers.listEntries.parse(JSON.parse(one?.body ?? ""));
      slugs.push(...entries.map(({ slug }) => slug));
      cursor = nextCursor;
    }
    expect(slugs).toHaveLength(102);
    expect(new Set(slugs).size).toBe(102);
  });

  test("reads an app whole, its template as it is written, and its releases", async () => {
    const whole = catalogAnswers.getEntry.parse(told(await ask("/entries/notes")));
    expect(whole.entry).toMatchObject({
      ...{ slug: "notes", description: "Notes keeps notes.\n", license: "MIT" },
      maintainers: [{ name: "Ada", url: "https://ada.example" }],
      iconUrl: expect.stringMatching(/^\/catalog\/assets\/[0-9a-f]{64}\.svg$/),
      paths: [{ prefix: "/", access: "members", label: "Everything" }],
    });
    const template = await ask("/entries/notes/compose");
    expect(template.headers["Content-Type"]).toBe("text/yaml; charset=utf-8");
    expect(template.body).toContain("HOMEPORT_APP_DATA");
    expect(codeOf(await ask(`/entries/${corpusSlug(1)}/compose`))).toBe("CATALOG_ENTRY_NOT_FOUND");
  });

  test("leads from a former name to the new one, for as long as that is said", async () => {
    const moved = await ask("/entries/old-notes/releases");
    expect(moved.status).toBe(307);
    expect(moved.headers["Location"]).toBe("/api/v1/catalog/entries/notes/releases");
    expect(moved.headers["ETag"]).toBeUndefined();
  });

  test.each([
    [`/entries/${corpusSlug(90)}`, 404, "CATALOG_ENTRY_NOT_FOUND"],
    ["/entries/nobody", 404, "CATALOG_ENTRY_NOT_FOUND"],
    [`/entries/${corpusSlug(91)}`, 410, "CATALOG_ENTRY_REMOVED"],
    ["/entries/Notes!", 404, "NOT_FOUND"],
    ["/other", 404, "NOT_FOUND"],
    ["/entries/notes/", 404, "NOT_FOUND"],
    ["/entries?colour=red", 400, "CATALOG_QUERY_INVALID"],
    ["/entries?limit=0", 400, "CATALOG_QUERY_INVALID"],
    ["/entries?limit=101", 400, "CATALOG_QUERY_INVALID"],
    ["/entries?limit=1e1", 400, "CATALOG_QUERY_INVALID"],
    ["/entries?sort=best", 400, "CATALOG_QUERY_INVALID"],
    ["/entries?q=a&q=b", 400, "CATALOG_QUERY_INVALID"],
    [`/entries?q=${"a".repeat(201)}`, 400, "CATALOG_QUERY_INVALID"],
    ["/entries?cursor=broken", 400, "CATALOG_QUERY_INVALID"],
    ["/entries/notes?x=1", 400, "CATALOG_QUERY_INVALID"],
    ["/suggest", 400, "CATALOG_QUERY_INVALID"],
    ["/changes", 400, "CATALOG_QUERY_INVALID"],
    ["/changes?since=-1", 400, "CATALOG_QUERY_INVALID"],
    ["/changes?since=0", 410, "CATALOG_CHANGES_GONE"],
    ["/changes?since=999", 409, "CATALOG_GENERATION_AHEAD"],
  ])("refuses %s with %i %s, untagged and not to be kept", async (target, status, code) => {
    const answer = await ask(target);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(answer.headers).toMatchObject({ "Cache-Control": "no-store" });
    expect(answer.headers["ETag"]).toBeUndefined();
  });

  test("can only be read", async () => {
    const answer = await handle(questionOf("/entries", {}, "POST"));
    expect([answer.status, answer.headers["Allow"]]).toEqual([405, "GET, HEAD"]);
  });

  test("tells what changed since, and nothing since now", async () => {
    const now = catalogAnswers.readChanges.parse(told(await ask(`/changes?since=${generation}`)));
    expect(now).toEqual({ from: generation, to: generation, patch: {} });
    const { patch } = catalogAnswers.readChanges.parse(
      told(await ask(`/changes?since=${generation - 1}`)),
    );
    // Descriptions are in no list: a hundred versions differ, and no listing does.
    expect(patch).toEqual({});
  });

  test("waits a moment for a generation that its asker knows of, and says when it did not come", async () => {
    generation = await mirror.accept([corpusEntry(0, { name: "Waited for" })]);
    const came = await ask("/entries?q=waited", { "x-catalog-min-generation": String(generation) });
    expect(told(came)).toMatchObject({ generation, total: 1 });
    expect(came.headers["X-Catalog-Stale"]).toBeUndefined();
    const ahead = { "x-catalog-min-generation": String(generation + 1) };
    const stale = await ask("/entries?q=waited", ahead);
    expect(stale.status).toBe(200);
    expect(stale.headers).toMatchObject({
      "X-Catalog-Stale": "true",
      "X-Catalog-Generation": String(generation),
      "Cache-Control": "no-store",
    });
    const broken = await ask("/entries", { "x-catalog-min-generation": "soon" });
    expect(codeOf(broken)).toBe("CATALOG_QUERY_INVALID");
  });
});

test("a replica that can load nothing of what was accepted says that it alone has nothing, until it can", async () => {
  const readable = await db.sql.query("SELECT record_schema FROM catalog_generation LIMIT 1");
  const ofSchema = (version: number) =>
    db.sql.query("UPDATE catalog_generation SET record_schema = $1::int", [version]);
  await ofSchema(9_999);
  // Nobody has told this one of the records that the new generation has.
  const older = openReplica();
  const asked = createCatalogHandler({ catalog: older, buildId });
  const answer = await asked(questionOf("/entries"));
  expect([answer.status, codeOf(answer)]).toEqual([503, "CATALOG_DEGRADED"]);
  expect(answer.headers).toMatchObject({ "Retry-After": "5", "Cache-Control": "no-store" });
  expect((await ask("/entries")).status).toBe(200);
  await ofSchema(Number(readable[0]?.["record_schema"]));
  await older.reader.lookNow();
  expect((await asked(questionOf("/entries"))).status).toBe(200);
});
