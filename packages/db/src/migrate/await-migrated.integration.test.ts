import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock, silentLog } from "@homeport/platform";
import { freshDatabase, waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { migratedDatabase, plainSql, recordingLog } from "../../test/fixture.ts";
import { migrationsFolder } from "./files.ts";
import { migrate } from "./migrate.ts";

async function isEmpty(url: string): Promise<boolean> {
  await using sql = plainSql(url);
  const [row] = await sql`SELECT to_regclass('schema_migrations') IS NULL AS empty`;
  return row?.["empty"] === true;
}

test("a process that waits applies nothing, and goes on once another one has migrated", async () => {
  await using database = await freshDatabase();
  const { url } = database;
  const log = recordingLog();
  const waiting = migrate({ url, log, mode: "wait", tryEveryMs: 20 });
  await waitFor(() => log.records.length > 0, { deadlineMs: 10_000 });
  expect(log.records).toMatchObject([
    {
      message: "schema.migration-waits",
      fields: { missing: expect.arrayContaining(["0000_tables"]) },
    },
  ]);
  expect(await isEmpty(url)).toBe(true);
  const { applied, version } = await migrate({ url, log: silentLog });
  expect(applied).toContain(version);
  expect(await waiting).toEqual({ version, applied: [], deferred: [] });
});

test("one that waited a minute in vain ends, naming the first file that is missing", async () => {
  await using database = await freshDatabase();
  const clock = createVirtualClock();
  let settled: unknown;
  const outcome = migrate({ url: database.url, log: silentLog, clock, mode: "wait" });
  outcome.catch((error: unknown) => {
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
    code: "MIGRATION_PENDING",
    detail: expect.stringContaining("the first is 0000_tables"),
  });
  expect(clock.monotonicMs()).toBe(60_000);
  expect(await isEmpty(database.url)).toBe(true);
});

test("one that is told to stop waits no longer", async () => {
  await using database = await freshDatabase();
  const log = recordingLog();
  const stop = new AbortController();
  const waiting = migrate({ url: database.url, log, mode: "wait", signal: stop.signal });
  const outcome = expect(waiting).rejects.toThrow("told to stop");
  await waitFor(() => log.records.length > 0, { deadlineMs: 10_000 });
  stop.abort(new Error("told to stop"));
  await outcome;
});

test("one that is not to migrate at all ends at once, with nothing applied", async () => {
  await using database = await freshDatabase();
  const log = recordingLog();
  await expect(migrate({ url: database.url, log, mode: "off" })).rejects.toMatchObject({
    code: "MIGRATION_PENDING",
  });
  expect(log.records).toEqual([]);
  expect(await isEmpty(database.url)).toBe(true);
});

test.each(["wait", "off"] as const)(
  "%s: a database that lacks only what takes something away is served, and keeps it",
  async (mode) => {
    await using database = await migratedDatabase();
    const { url } = database;
    const folder = await mkdtemp(join(tmpdir(), "homeport-contract-"));
    await cp(migrationsFolder, folder, { recursive: true });
    const text = "-- requires: 1.0.0\nALTER TABLE users DROP COLUMN name;";
    await writeFile(join(folder, "9000_less.sql"), text);
    const options = { url, log: silentLog, folder, mode, version: "1.0.0", deadlineMs: 0 };
    expect(await migrate(options)).toMatchObject({ applied: [] });
    await using sql = plainSql(url);
    expect(await sql`SELECT id FROM schema_migrations WHERE id = '9000_less'`).toEqual([]);
    await rm(folder, { recursive: true });
  },
);

test("the history that is not the folder's is refused by one that only waits, too", async () => {
  await using database = await migratedDatabase();
  await using sql = plainSql(database.url);
  await sql`UPDATE schema_migrations SET sha256 = 'another' WHERE id = '0000_tables'`;
  await expect(migrate({ url: database.url, log: silentLog, mode: "wait" })).rejects.toMatchObject({
    code: "MIGRATION_CHANGED",
  });
});
