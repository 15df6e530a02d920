import {
  type CatalogDeps,
  type CatalogReader,
  getCatalogEntry,
  openCatalogReader,
  pinCatalog,
  putSource,
} from "@homeport/catalog";
import { corpusEntry, corpusSlug, type Mirror, openMirror } from "@homeport/catalog/testing";
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
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCatalogHandler } from "./create-catalog-handler.ts";
import { catalogAnswers } from "./openapi/answers.ts";

/** `FULL=1` makes a thousand reloads under 200 requests a second of each replica. */
const isFull = process.env["FULL"] === "1";
const reloads = isFull ? 1_000 : 25;
const requestsPerSecond = 200;
const marked = 20;

const stack = new AsyncDisposableStack();
let db: Db;
let mirror: Mirror;

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
  await putSource(db.orm, "the test's repository", "main");
  await mark("at first");
});
afterAll(() => stack.disposeAsync());

/** Rewrites one marker in twenty entries, as one commit. */
function mark(marker: string): Promise<number> {
  const summary = `Marker ${marker}.`;
  return mirror.accept(Array.from({ length: marked }, (_, at) => corpusEntry(at, { summary })));
}

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

interface Seen {
  readonly generation: number;
  readonly markers: ReadonlySet<string>;
}

/** A page that reads apps one after the other, as pages do, and lets others run in between. */
async function readApps(catalog: CatalogDeps, between: () => Promise<unknown>): Promise<Seen> {
  const markers = new Set<string>();
  const generations = new Set<number>();
  for (let at = 0; at < 3; at++) {
    const entry = await getCatalogEntry(catalog, corpusSlug(at));
    if (entry.is !== "entry") throw new Error("the app is there");
    markers.add(entry.view.summary);
    generations.add(entry.generation);
    await between();
  }
  return { generation: Math.min(...generations), markers };
}

/** Whether what one request has read is of more than one state of the catalog. */
const isMixed = ({ markers }: Seen) => markers.size > 1;

const turn = () => new Promise((next) => setImmediate(next));

/** A holder that is changed in place: whoever looks again sees the next state. */
function inPlace(catalog: CatalogDeps): CatalogDeps {
  const reader: CatalogReader = { ...catalog.reader, current: () => catalog.reader.current() };
  return { ...catalog, reader };
}

test("a request that began before a change sees nothing of it; one with an unpinned catalog does: the control", async () => {
  const catalog = openReplica();
  await catalog.reader.lookNow();
  let round = 0;
  /** After the first app was read, and before the second is, the next generation is served. */
  const changeOnce = () => {
    let isChanged = false;
    return async () => {
      if (isChanged) return;
      isChanged = true;
      round += 1;
      await mark(`in between ${round}`);
      await catalog.reader.lookNow();
    };
  };
  expect(isMixed(await readApps(pinCatalog(catalog), changeOnce()))).toBe(false);
  expect(isMixed(await readApps(inPlace(catalog), changeOnce()))).toBe(true);
});

test(
  "reloads under load fail no request and mix no answer, and generations never fall",
  async () => {
    const replicas = [openReplica(), openReplica(), openReplica()];
    for (const { reader } of replicas) await reader.lookNow();
    let isOver = false;
    let asked = 0;
    const failures: unknown[] = [];

    async function visit(catalog: CatalogDeps): Promise<void> {
      const handle = createCatalogHandler({ catalog, buildId: "0123456789abcdef" });
      const everyMs = 1_000 / requestsPerSecond;
      let dueMs = performance.now();
      let newest = 0;
      for (let at = 0; !isOver; at++) {
        dueMs += everyMs;
        await systemClock.sleep(Math.max(0, dueMs - performance.now()));
        try {
          const seen = at % 4 === 0 ? await readApps(pinCatalog(catalog), turn) : await list();
          if (isMixed(seen)) failures.push(seen);
          if (seen.generation < newest) failures.push(`fell to ${seen.generation}`);
          newest = Math.max(newest, seen.generation);
        } catch (error) {
          failures.push(error);
        }
        asked += 1;
      }

      async function list(): Promise<Seen> {
        const answer = await handle({
          ...{ method: "GET", path: "/api/v1/catalog/entries", headers: new Headers() },
          params: new URLSearchParams({ q: "marker", limit: "100" }),
        });
        const { entries, generation } = catalogAnswers.listEntries.parse(JSON.parse(answer.body));
        if (entries.length !== marked) throw new Error(`${entries.length} of ${marked} apps`);
        return { generation, markers: new Set(entries.map(({ summary }) => summary)) };
      }
    }

    const visitors = replicas.map(visit);
    for (let round = 0; round < reloads; round++) {
      await mark(`round ${round}`);
      await Promise.all(replicas.map(({ reader }) => reader.lookNow()));
    }
    isOver = true;
    await Promise.all(visitors);
    expect(failures).toEqual([]);
    expect(asked).toBeGreaterThan(reloads);
    if (isFull) process.stdout.write(`${reloads} reloads, ${asked} requests\n`);
  },
  isFull ? 600_000 : 30_000,
);
