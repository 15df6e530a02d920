import { createVirtualClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  migratedDatabase,
  plainSql,
  recordingLog,
  testDb,
  testMetrics,
} from "../../test/fixture.ts";
import { users } from "../schema/auth.ts";

let database: Awaited<ReturnType<typeof migratedDatabase>>;

beforeAll(async () => {
  database = await migratedDatabase();
});

afterAll(() => database[Symbol.asyncDispose]());

test("a hundred cold requests hold at most twenty connections", async () => {
  await using db = testDb(database.url);
  await using admin = plainSql(database.url);
  const all = Promise.all(
    Array.from({ length: 100 }, () => db.orm.execute(sql`SELECT pg_sleep(0.05)`)),
  );
  let most = 0;
  let done = false;
  void all.finally(() => {
    done = true;
  });
  while (!done) {
    const [row] = await admin`
      SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'homeport-test-pool'
        AND datname = current_database()`;
    most = Math.max(most, Number(row?.["n"]));
  }
  await all;
  expect(most).toBe(20);
});

test("with every connection held a caller gets STORE_BUSY when its deadline passes", async () => {
  const metrics = testMetrics();
  const log = recordingLog();
  await using db = testDb(database.url, { poolMax: 2, acquireMs: 100, metrics, log });
  const held = [1, 2].map(() => db.sql.query("SELECT pg_sleep(0.6)"));
  const refused = await db.orm.execute(sql`SELECT 1`).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "STORE_BUSY", status: 503, retryAfterMs: 1000 });
  expect(await metrics.text()).toContain("homeport_db_acquire_timeouts_total 1");
  expect(await metrics.text()).toContain("homeport_db_pool_in_use 2");
  expect(log.records.map((record) => record.message)).toEqual(["db.saturated"]);
  await Promise.all(held);
});

test("a transaction inside a transaction is refused, and so is a statement beside it", async () => {
  const log = recordingLog();
  await using db = testDb(database.url, { poolMax: 1, log });
  const nested = db.system("outer", async () => db.system("inner", async () => 1));
  await expect(nested).rejects.toMatchObject({ code: "NESTED_TRANSACTION", status: 500 });
  const beside = db.system("outer", async () => db.orm.select().from(users));
  await expect(beside).rejects.toMatchObject({ code: "NESTED_TRANSACTION" });
  expect(log.records.map((record) => record.message)).toEqual(["db.nested", "db.nested"]);
});

test("what a transaction left running may use the database once that has ended", async () => {
  await using db = testDb(database.url, { poolMax: 1 });
  const opened = Promise.withResolvers<void>();
  let later: Promise<unknown> = Promise.resolve();
  await db.system("outer", async () => {
    later = opened.promise.then(() => db.orm.select().from(users));
  });
  opened.resolve();
  expect(await later).toEqual([]);
});

test("connections say whose they are, and are held to the timeouts", async () => {
  await using db = testDb(database.url, { statementTimeoutMs: 7_000 });
  const [row] = await db.sql.query(`
    SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS statement,
      current_setting('lock_timeout') AS lock,
      current_setting('idle_in_transaction_session_timeout') AS idle`);
  expect(row).toEqual({ name: "homeport-test-pool", statement: "7s", lock: "5s", idle: "5s" });
});

test("behind a pooler every statement brings its settings, and the connection keeps none", async () => {
  await using db = testDb(database.url, { pooled: true, poolMax: 1, statementTimeoutMs: 7_000 });
  const setting = "SELECT current_setting('statement_timeout') AS value";
  expect(await db.sql.query(setting)).toEqual([{ value: "7s" }]);
  const inside = await db.system("look", (tx) => db.within(tx).query(setting));
  expect(inside).toEqual([{ value: "7s" }]);
});

test("a statement that takes too long is STORE_BUSY", async () => {
  await using db = testDb(database.url, { statementTimeoutMs: 50 });
  await expect(db.orm.execute(sql`SELECT pg_sleep(5)`)).rejects.toMatchObject({
    code: "STORE_BUSY",
  });
});

test("an error of a statement names neither the statement nor its parameters", async () => {
  await using db = testDb(database.url);
  const duplicate = { id: "u", name: "n", email: "secret-token@example.org" };
  await db.orm.insert(users).values(duplicate);
  const error: unknown = await db.orm
    .insert(users)
    .values(duplicate)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "23505", constraint_name: "users_pkey" });
  expect(String(error)).not.toContain("secret-token");
});

test("errors inside a transaction and a savepoint are the driver's own", async () => {
  await using db = testDb(database.url);
  const codes = await db.system("try", async (tx) => {
    const inner = await tx
      .transaction((savepoint) => savepoint.execute(sql`SELECT 1/0`))
      .catch((error: unknown) => error);
    return inner;
  });
  expect(codes).toMatchObject({ code: "22012" });
});

test("plain SQL takes lists, bytes, big numbers and nothing", async () => {
  await using db = testDb(database.url);
  const awkward = ['a"b', "c\\d", "e,f", "{g}", "NULL", ""];
  const [row] = await db.sql.query(
    "SELECT $1::text[] AS list, $2::bytea AS bytes, $3::bigint AS big, $4::text AS nothing",
    [awkward, Buffer.from("hi"), 2n ** 62n, null],
  );
  expect(row).toEqual({
    list: awkward,
    bytes: Buffer.from("hi"),
    big: (2n ** 62n).toString(),
    nothing: null,
  });
});

test("a read whose connection broke is sent again", async () => {
  await using db = testDb(database.url, { poolMax: 1 });
  await using admin = plainSql(database.url);
  await db.ping();
  const slow = db.sql.query("SELECT pg_sleep(0.3) IS NOT NULL AS woke, pg_backend_pid() AS pid");
  const [killed] = await killBackend(admin, "SELECT pg_sleep");
  const [row] = await slow;
  expect(row?.["woke"]).toBe(true);
  expect(row?.["pid"]).not.toBe(killed);
});

test("a write whose connection broke is STORE_DOWN, and not sent again", async () => {
  await using db = testDb(database.url, { poolMax: 1 });
  await using admin = plainSql(database.url);
  const write = db.system("slow", (tx) => tx.execute(sql`SELECT pg_sleep(5)`));
  const outcome = write.catch((error: unknown) => error);
  await killBackend(admin, "SELECT pg_sleep");
  expect(await outcome).toMatchObject({ code: "STORE_DOWN", status: 503 });
  await db.ping();
});

test("a connection that breaks during COMMIT is OUTCOME_UNKNOWN", async () => {
  await using db = testDb(database.url, { poolMax: 1 });
  await using admin = plainSql(database.url);
  await admin.unsafe(`
    CREATE TABLE slow_commits (id int);
    CREATE FUNCTION sleep_at_commit() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(5); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON slow_commits DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION sleep_at_commit();`);
  const write = db.system("commit", (tx) => tx.execute(sql`INSERT INTO slow_commits VALUES (1)`));
  const outcome = write.catch((error: unknown) => error);
  await killBackend(admin, "COMMIT");
  expect(await outcome).toMatchObject({ code: "OUTCOME_UNKNOWN", retryable: false });
});

test("a database that is not there is STORE_DOWN", async () => {
  await using db = testDb("postgres://nobody@127.0.0.1:1/none");
  await expect(db.ping()).rejects.toMatchObject({ code: "STORE_DOWN" });
});

test("the wait for a permit is measured by the injected clock", async () => {
  const clock = createVirtualClock();
  await using db = testDb(database.url, { poolMax: 1, clock });
  const held = db.sql.query("SELECT pg_sleep(0.3)");
  const waiting = db.sql.query("SELECT 1").catch((error: unknown) => error);
  await clock.advance(1);
  await clock.advance(10_000);
  expect(await waiting).toMatchObject({ code: "STORE_BUSY" });
  await held;
});

/** Ends the backend of this database whose query begins so, once there is one; answers its pid. */
async function killBackend(admin: ReturnType<typeof plainSql>, query: string): Promise<number[]> {
  return await waitFor(
    async () => {
      const rows = await admin<{ pid: number }[]>`
        SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()
          AND starts_with(query, ${query})`;
      return rows.length > 0 && rows.map((row) => row.pid);
    },
    { deadlineMs: 20_000, what: query },
  );
}
