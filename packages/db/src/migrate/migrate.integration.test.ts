import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createVirtualClock, silentLog } from "@homeport/platform";
import { freshDatabase, spawnApp, waitFor } from "@homeport/testkit";
import type postgres from "postgres";
import { expect, test } from "vitest";
import { plainSql, recordingLog, testDb } from "../../test/fixture.ts";
import { migrationsFolder, readMigrations } from "./files.ts";
import { listPendingMigrations } from "./list-pending.ts";
import { migrate } from "./migrate.ts";
import { migrationLockKey } from "./store.ts";

const child = fileURLToPath(new URL("../../test/migrate-child.ts", import.meta.url));

async function folderWith(files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), "homeport-migrations-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return Object.assign(folder, {
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  });
}

function migratedFolder(folder: { toString(): string }): string {
  return folder.toString();
}

test("an empty database gets every migration, each recorded with its hash", async () => {
  await using database = await freshDatabase();
  await using sql = plainSql(database.url);
  const log = recordingLog();
  const migrations = await readMigrations(migrationsFolder);
  const result = await migrate({ url: database.url, log, appliedBy: "web" });
  const ids = migrations.map((migration) => migration.id);
  expect(result).toEqual({ version: ids.at(-1), applied: ids, deferred: [] });
  expect(
    await sql`SELECT id, sha256, phase, applied_by FROM schema_migrations ORDER BY id`,
  ).toEqual(
    migrations.map(({ id, sha256 }) => ({ id, sha256, phase: "expand", applied_by: "web" })),
  );
  expect(log.records.map((record) => record.message)).toEqual(ids.map(() => "schema.migrated"));
});

test("what is pending is told: all of it of an empty database, and then nothing", async () => {
  await using database = await freshDatabase();
  await using db = testDb(database.url);
  const ids = (await readMigrations(migrationsFolder)).map(({ id }) => id);
  expect((await listPendingMigrations(db.orm)).map(({ id }) => id)).toEqual(ids);
  await migrate({ url: database.url, log: silentLog });
  expect(await listPendingMigrations(db.orm)).toEqual([]);
});

test("with nothing pending no lock is asked for", async () => {
  await using database = await freshDatabase();
  await migrate({ url: database.url, log: silentLog });
  await using holder = plainSql(database.url);
  await holder`SELECT pg_advisory_lock(${migrationLockKey}::bigint)`;
  expect(await migrate({ url: database.url, log: silentLog, deadlineMs: 0 })).toMatchObject({
    applied: [],
  });
});

test("six connections and two processes on an empty database: one migrates, all go on", async () => {
  await using database = await freshDatabase();
  const processes = [1, 2].map(() =>
    spawnApp({ entry: child, args: [database.url, migrationsFolder] }),
  );
  const results = await Promise.all(
    Array.from({ length: 6 }, () => migrate({ url: database.url, log: silentLog, tryEveryMs: 20 })),
  );
  const exits = await Promise.all(processes.map((process) => process.exited));
  expect(exits.map((exit) => exit.code)).toEqual([0, 0]);
  const byChildren = processes.map((process) => JSON.parse(process.lines[0] ?? "{}").applied);
  const migrators = [...results.map((result) => result.applied), ...byChildren].filter(
    (applied) => applied.length > 0,
  );
  expect(migrators).toHaveLength(1);
});

test("a lock that somebody holds ends the wait at its deadline, naming key and holder", async () => {
  await using database = await freshDatabase();
  await using holder = plainSql(database.url);
  await holder`SET application_name = 'homeport-stuck'`;
  await holder`SELECT pg_advisory_lock(${migrationLockKey}::bigint)`;
  const [row] = await holder`SELECT pg_backend_pid() AS pid`;
  const clock = createVirtualClock();
  const outcome = migrate({ url: database.url, log: silentLog, clock }).catch(
    (error: unknown) => error,
  );
  let settled: unknown;
  void outcome.then((error) => {
    settled = error;
  });
  await waitFor(
    async () => {
      await clock.advance(clock.pending() > 0 ? 500 : 0);
      return settled;
    },
    { deadlineMs: 20_000 },
  );
  expect(settled).toMatchObject({
    code: "MIGRATION_LOCKED",
    detail: `advisory lock 7525353784804864628 is held by pid ${row?.["pid"]} (homeport-stuck)`,
  });
  expect(clock.monotonicMs()).toBe(60_000);
  await holder`SELECT pg_advisory_unlock(${migrationLockKey}::bigint)`;
  expect(await migrate({ url: database.url, log: silentLog })).toMatchObject({
    applied: expect.arrayContaining(["0000_tables"]),
  });
});

const slowFolder = () =>
  folderWith({
    "0000_first.sql": "CREATE TABLE first (id int);",
    "0001_slow.sql":
      "CREATE TABLE half (id int); SELECT pg_sleep(60); CREATE TABLE other (id int);",
  });

/** Kills a migrator inside of a statement that goes on for a minute. */
async function killInside(sql: postgres.Sql, url: string, path: string): Promise<void> {
  const migrator = spawnApp({ entry: child, args: [url, path] });
  await waitFor(
    () =>
      sql`SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()
      AND datname = current_database() AND state = 'active'`.then((rows) => rows.length > 0),
    { deadlineMs: 20_000 },
  );
  migrator.kill("SIGKILL");
  await migrator.exited;
  await writeFile(join(path, "0001_slow.sql"), "CREATE TABLE half (id int);");
}

test("a migrator that is killed inside of a long statement leaves nothing half applied, and the next one goes on within seconds", async () => {
  await using database = await freshDatabase();
  await using folder = await slowFolder();
  const path = migratedFolder(folder);
  await using sql = plainSql(database.url);
  await killInside(sql, database.url, path);
  const next = { url: database.url, log: silentLog, folder: path, tryEveryMs: 50 };
  // A tenth of what the statement would have gone on for, on a machine with more to do.
  expect(await migrate({ ...next, deadlineMs: 6_000 })).toMatchObject({ applied: ["0001_slow"] });
});

test("where Postgres cannot see that a migrator was killed, the lock is held as long as its statement runs", async () => {
  await using database = await freshDatabase();
  await using folder = await slowFolder();
  const path = migratedFolder(folder);
  await using sql = plainSql(database.url);
  // What Postgres answers on a system where it cannot look.
  await sql`CREATE FUNCTION set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
    IF $1 <> 'client_connection_check_interval' THEN RETURN pg_catalog.set_config($1, $2, $3); END IF;
    RAISE EXCEPTION 'not on this platform' USING ERRCODE = '22023'; END $$`;
  const [row] = await sql`SELECT current_database() AS name`;
  await sql`ALTER DATABASE ${sql(row?.["name"])} SET search_path = public, pg_catalog`;
  await killInside(sql, database.url, path);
  const next = { url: database.url, log: silentLog, folder: path, tryEveryMs: 50 };
  await expect(migrate({ ...next, deadlineMs: 6_000 })).rejects.toMatchObject({
    code: "MIGRATION_LOCKED",
  });
  await sql`SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
    WHERE application_name = 'homeport-child' AND datname = current_database()`;
  expect(await migrate(next)).toMatchObject({ applied: ["0001_slow"] });
});

test("a file that says so runs outside of a transaction", async () => {
  await using database = await freshDatabase();
  await using folder = await folderWith({
    "0000_table.sql": "CREATE TABLE t (id int);",
    "0001_index.sql": "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS t_id ON t (id);",
  });
  const options = { url: database.url, log: silentLog, folder: migratedFolder(folder) };
  expect((await migrate(options)).applied).toEqual(["0000_table", "0001_index"]);
});

test("an applied file that has changed since is refused", async () => {
  await using database = await freshDatabase();
  await using folder = await folderWith({ "0000_a.sql": "CREATE TABLE a (id int);" });
  const options = { url: database.url, log: silentLog, folder: migratedFolder(folder) };
  await migrate(options);
  await writeFile(join(options.folder, "0000_a.sql"), "CREATE TABLE a (id bigint);");
  await expect(migrate(options)).rejects.toMatchObject({
    code: "MIGRATION_CHANGED",
    detail: expect.stringContaining("0000_a"),
  });
});

test("a database ahead of this build is served, and said to be", async () => {
  await using database = await freshDatabase();
  await using folder = await folderWith({ "0000_a.sql": "CREATE TABLE a (id int);" });
  const options = { url: database.url, log: silentLog, folder: migratedFolder(folder) };
  await migrate(options);
  await using sql = plainSql(database.url);
  await sql`INSERT INTO schema_migrations (id, sha256, phase, applied_by) VALUES ('0001_b', '', 'expand', 'new')`;
  const log = recordingLog();
  expect(await migrate({ ...options, log })).toMatchObject({ version: "0000_a", applied: [] });
  expect(log.records).toMatchObject([{ message: "schema.ahead", fields: { ahead: ["0001_b"] } }]);
});

test("a migration that fails is rolled back whole, and the lock is free again", async () => {
  await using database = await freshDatabase();
  await using folder = await folderWith({
    "0000_a.sql": "CREATE TABLE a (id int); SELECT 1/0;",
  });
  const options = { url: database.url, log: silentLog, folder: migratedFolder(folder) };
  await expect(migrate(options)).rejects.toMatchObject({ code: "22012" });
  await writeFile(join(options.folder, "0000_a.sql"), "CREATE TABLE a (id int);");
  expect((await migrate({ ...options, deadlineMs: 0 })).applied).toEqual(["0000_a"]);
});

test("the migration files are named in one order, and the newest is in the generator's journal", async () => {
  const journal = JSON.parse(await readFile(join(migrationsFolder, "meta/_journal.json"), "utf8"));
  const tags = journal.entries.map((entry: { tag: string }) => entry.tag);
  expect((await readMigrations(migrationsFolder)).map((migration) => migration.id)).toEqual(tags);
});
