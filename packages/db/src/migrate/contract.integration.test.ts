import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@homeport/platform";
import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migratedDatabase, plainSql, recordingLog, testDb } from "../../test/fixture.ts";
import { schema } from "../index.ts";
import { migrationsFolder } from "./files.ts";
import { migrate } from "./migrate.ts";

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "homeport-ahead-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The migrations of this version, and those of a later one. */
async function laterVersion(name: string, files: Record<string, string>): Promise<string> {
  const folder = join(root, name);
  await cp(migrationsFolder, folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  return folder;
}

const nextExpand = `
  CREATE TABLE "later_things" ("id" text PRIMARY KEY);
  ALTER TABLE "users" ADD COLUMN "later" text;
  ALTER TABLE "hosts" ADD COLUMN "later" integer DEFAULT 7 NOT NULL;`;
const rename = `ALTER TABLE "users" RENAME COLUMN "name" TO "full_name";`;

/** Reads every column of every table that this version knows; answers the tables that it cannot read. */
async function unreadTables(url: string): Promise<string[]> {
  await using db = testDb(url);
  const unread: string[] = [];
  for (const table of Object.values(schema)) {
    if (!is(table, PgTable)) continue;
    try {
      await db.orm.select().from(table).limit(1);
    } catch {
      unread.push(getTableName(table));
    }
  }
  return unread;
}

async function addReplica(url: string, id: string, version: string): Promise<void> {
  await using sql = plainSql(url);
  await sql`
    INSERT INTO replicas (id, app, version, hostname, pid, state, capacity, pool_max, schema_version, seen_at)
    VALUES (${id}, 'web', ${version}, 'attic', 7, 'ready', 1, 20, '', now() + interval '1 h')`;
}

test("a database one migration ahead is read by this version, and written", async () => {
  await using database = await migratedDatabase();
  const folder = await laterVersion("ahead", { "9000_later.sql": nextExpand });
  expect((await migrate({ url: database.url, log: silentLog, folder })).applied).toHaveLength(1);
  const log = recordingLog();
  expect(await migrate({ url: database.url, log })).toMatchObject({ applied: [] });
  expect(log.records).toMatchObject([{ message: "schema.ahead" }]);
  expect(await unreadTables(database.url)).toEqual([]);
  await using db = testDb(database.url);
  const [person] = await db.orm
    .insert(schema.users)
    .values({ id: "u1", name: "Ada", email: "ada@example.org" })
    .returning();
  expect(person).toMatchObject({ name: "Ada" });
});

test("control: a renamed column in a file that is no contract file stops this version", async () => {
  await using database = await migratedDatabase();
  const folder = await laterVersion("marked-expand", { "9000_rename.sql": rename });
  await addReplica(database.url, "old", "1.0.0");
  await migrate({ url: database.url, log: silentLog, folder, version: "1.1.0" });
  expect(await unreadTables(database.url)).toEqual(["users"]);
});

test("a contract file waits for the last replica that is older, and what only adds does not wait for it", async () => {
  await using database = await migratedDatabase();
  const { url } = database;
  const folder = await laterVersion("contract", {
    "9000_rename.sql": `-- requires: 1.1.0\n${rename}`,
    "9001_later.sql": nextExpand,
  });
  await addReplica(url, "old", "1.0.0");
  await addReplica(url, "new", "1.1.0");
  const log = recordingLog();
  const options = { url, log, folder, version: "1.1.0" };
  expect(await migrate(options)).toMatchObject({
    applied: ["9001_later"],
    deferred: ["9000_rename"],
  });
  expect(log.records.at(-1)).toMatchObject({
    message: "schema.contract-deferred",
    fields: { id: "9000_rename", requires: "1.1.0" },
  });
  expect(await unreadTables(url)).toEqual([]);
  // Only a contract file is left: no lock is asked for.
  expect(await migrate({ ...options, deadlineMs: 0 })).toMatchObject({ applied: [] });

  await using sql = plainSql(url);
  await sql`UPDATE replicas SET state = 'stopped' WHERE id = 'old'`;
  expect(await migrate({ ...options, version: "1.0.9" })).toMatchObject({ applied: [] });
  expect(await migrate(options)).toMatchObject({ applied: ["9000_rename"], deferred: [] });
  const [row] = await sql`SELECT phase, requires FROM schema_migrations WHERE id = '9000_rename'`;
  expect(row).toEqual({ phase: "contract", requires: "1.1.0" });
});
