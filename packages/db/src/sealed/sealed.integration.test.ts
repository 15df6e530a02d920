import {
  createVirtualClock,
  deriveKeys,
  openBytes,
  openText,
  silentLog,
  systemRandom,
} from "@homeport/platform";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { migratedDatabase, testDb, testMetrics } from "../../test/fixture.ts";
import {
  after,
  before,
  bytes,
  during,
  makeThings,
  texts,
  thingColumns,
} from "../../test/sealed-things.ts";
import type { Db } from "../index.ts";
import { countSealed } from "./count-sealed.ts";
import { type RewrapDeps, rewrapSealed } from "./rewrap-sealed.ts";
import { type SecretWatch, watchSecret } from "./watch-secret.ts";

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let db: Db;

beforeAll(async () => {
  database = await migratedDatabase();
  db = testDb(database.url);
});
afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await makeThings(db, 5);
  await db.sql.query("DELETE FROM replicas");
});

function rewrap(more: Partial<RewrapDeps> = {}) {
  const write: RewrapDeps["write"] = (fn) => db.system("rewrap", (tx) => fn(db.within(tx)));
  const { signal } = new AbortController();
  const deps = { keys: during, random: systemRandom, batch: 2, write, signal, ...more };
  return rewrapSealed(deps, thingColumns);
}

async function kids(): Promise<string[]> {
  const counts = await countSealed(db.sql, thingColumns, during);
  return counts.map(({ column, secret, rows }) => `${column} ${secret} ${rows}`).sort();
}

async function expectAllOpen(keys: typeof after): Promise<void> {
  const rows = await db.sql.query("SELECT id, words, raw FROM things ORDER BY id");
  for (const row of rows) {
    const rowId = String(row["id"]);
    expect(openText(keys, { column: texts, rowId }, String(row["words"]))).toBe(
      `words of ${rowId}`,
    );
    const raw = row["raw"];
    if (!(raw instanceof Uint8Array)) throw new Error("bytes are bytes");
    const opened = openBytes(keys, { column: bytes, rowId }, raw);
    expect(opened?.toString()).toBe(`bytes of ${rowId}`);
  }
}

function watch(keys: typeof after, more: object = {}): Promise<SecretWatch> {
  const parts = { clock: createVirtualClock(), log: silentLog, metrics: testMetrics() };
  return watchSecret({ sql: db.sql, keys, columns: thingColumns, ...parts, ...more });
}

test("rows of every form are sealed again, and open under the new secret alone", async () => {
  expect(await kids()).toEqual(["raw previous 5", "words previous 5"]);
  const done = { waitsFor: 0, rewrapped: 10, moved: 0, damaged: 0 };
  expect(await rewrap()).toEqual(done);
  expect(await kids()).toEqual(["raw current 5", "words current 5"]);
  await expectAllOpen(after);
  expect(await rewrap()).toEqual({ ...done, rewrapped: 0 });
});

test("where nothing is sealed there is nothing to count", async () => {
  expect(await countSealed(db.sql, [], during)).toEqual([]);
});

test("without a previous secret nothing is looked for", async () => {
  const write = () => Promise.reject(new Error("nobody asked"));
  expect(await rewrap({ keys: after, write })).toMatchObject({ rewrapped: 0 });
});

test("stopped between two batches it has lost nothing, and goes on where it was", async () => {
  const stop = new AbortController();
  let writes = 0;
  const write: RewrapDeps["write"] = async (fn) => {
    writes += 1;
    // The first asks about replicas, the second seals two rows.
    if (writes === 2) stop.abort(new Error("drained"));
    return db.system("rewrap", (tx) => fn(db.within(tx)));
  };
  await expect(rewrap({ write, signal: stop.signal })).rejects.toThrow("drained");
  expect(await kids()).toEqual(["raw previous 5", "words previous 3", "words current 2"].sort());
  await expectAllOpen(during);
  expect(await rewrap()).toMatchObject({ rewrapped: 8 });
  await expectAllOpen(after);
});

test("two at once leave every row readable, sealed under the new secret", async () => {
  const [one, two] = await Promise.all([rewrap(), rewrap()]);
  expect(one.rewrapped + two.rewrapped).toBe(10);
  await expectAllOpen(after);
});

test("nothing is sealed again while a live replica could not read it", async () => {
  const live = (id: string, vitals: string) =>
    db.sql.query(
      `INSERT INTO replicas (id, app, version, hostname, pid, state, capacity, pool_max, schema_version, vitals)
       VALUES ($1, 'web', '1.0.0', 'attic', 7, 'ready', 1, 20, '0001', $2::text::jsonb)`,
      [id, vitals],
    );
  await live("new", JSON.stringify({ secretKid: after.kid }));
  await live("old", JSON.stringify({ secretKid: before.kid }));
  await live("older", "{}");
  expect(await rewrap()).toMatchObject({ waitsFor: 2, rewrapped: 0 });
  expect(await kids()).toEqual(["raw previous 5", "words previous 5"]);
  await db.sql.query("UPDATE replicas SET state = 'stopped' WHERE id = 'old'");
  await db.sql.query(
    "UPDATE replicas SET seen_at = now() - interval '16 seconds' WHERE id = 'older'",
  );
  expect(await rewrap()).toMatchObject({ waitsFor: 0, rewrapped: 10 });
});

test("a row that does not open is left as it is, and is no reason to stop", async () => {
  await db.sql.query("UPDATE things SET words = left(words, 9) || 'AAAA' WHERE id = 'thing-1'");
  await db.sql.query("UPDATE things SET words = '' WHERE id = 'thing-2'");
  expect(await rewrap()).toMatchObject({ rewrapped: 8, damaged: 1 });
  expect(await kids()).toEqual(["raw current 5", "words current 3", "words previous 1"].sort());
});

test("a start that could not open some row is refused, and says what to set", async () => {
  await expect(watch(after)).rejects.toMatchObject({
    code: "SECRET_IN_USE",
    detail: `5 of things.raw under secret ${before.kid}, 5 of things.words under secret ${before.kid}: set HOMEPORT_SECRET or HOMEPORT_SECRET_PREVIOUS to the secret with that id`,
  });
  const stranger = deriveKeys(
    "a secret of nobody, 0123456789abcdef",
    "another of nobody, 0123456789",
  );
  await expect(watch(stranger)).rejects.toMatchObject({ code: "SECRET_IN_USE" });
  using _watch = await watch(before);
});

test("a rotation is warned of for as long as it waits for somebody", async () => {
  const clock = createVirtualClock();
  const metrics = testMetrics();
  using rotating = await watch(during, { clock, metrics });
  expect(rotating.readWarning()).toMatch(
    /^10 rows are still sealed under HOMEPORT_SECRET_PREVIOUS/,
  );
  expect(await metrics.text()).toMatch(/secret_rows\{.*secret="previous".*\} 10/);
  await rewrap();
  await clock.advance(60_000);
  await expect.poll(() => rotating.readWarning()).toMatch(/^HOMEPORT_SECRET_PREVIOUS is still set/);
  await expect.poll(() => metrics.text()).toMatch(/secret_rows\{.*secret="current".*\} 10/);
  rotating[Symbol.dispose]();
  await expect.poll(() => clock.pending()).toBe(0);
  using over = await watch(after);
  expect(over.readWarning()).toBeNull();
});

test("while the store is away the last counts stand", async () => {
  const clock = createVirtualClock();
  let away = false;
  const query: Db["sql"]["query"] = (text, params) =>
    away ? Promise.reject(new Error("away")) : db.sql.query(text, params);
  using rotating = await watch(during, { clock, sql: { query } });
  away = true;
  await clock.advance(60_000);
  expect(rotating.readWarning()).toMatch(/^10 rows/);
  away = false;
  await rewrap();
  await expect.poll(() => clock.pending()).toBe(1);
  await clock.advance(60_000);
  await expect.poll(() => rotating.readWarning()).toMatch(/^HOMEPORT_SECRET_PREVIOUS is still set/);
});
