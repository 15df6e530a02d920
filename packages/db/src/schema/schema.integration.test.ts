import { readFile } from "node:fs/promises";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { migratedDatabase, plainSql } from "../../test/fixture.ts";
import { schema } from "./index.ts";

const tables = Object.values(schema).filter((value) => value instanceof PgTable);

test("the migrated database has exactly the tables and columns of the schema", async () => {
  await using database = await migratedDatabase();
  await using admin = plainSql(database.url);
  const rows = await admin<{ table: string; column: string; type: string; nullable: boolean }[]>`
    SELECT attribute.attrelid::regclass::text AS table, attribute.attname AS column,
      format_type(attribute.atttypid, attribute.atttypmod) AS type, NOT attribute.attnotnull AS nullable
    FROM pg_attribute AS attribute JOIN pg_class ON pg_class.oid = attribute.attrelid
    WHERE pg_class.relnamespace = 'public'::regnamespace AND pg_class.relkind = 'r'
      AND attribute.attnum > 0 AND NOT attribute.attisdropped`;
  const migrated = rows.map((row) => `${row.table}.${row.column} ${row.type} ${row.nullable}`);
  const declared = tables.flatMap((table) => {
    const config = getTableConfig(table);
    return config.columns.map(
      (column) => `${config.name}.${column.name} ${column.getSQLType()} ${!column.notNull}`,
    );
  });
  expect(migrated.sort()).toEqual(declared.sort());
});

test("the migrated database has exactly the indexes, keys and checks of the schema", async () => {
  await using database = await migratedDatabase();
  await using admin = plainSql(database.url);
  const rows = await admin<{ name: string }[]>`
    SELECT indexrelid::regclass::text AS name FROM pg_index
      JOIN pg_class ON pg_class.oid = indrelid
      WHERE relnamespace = 'public'::regnamespace AND NOT indisprimary
    UNION ALL SELECT conname FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'c')`;
  const declared = tables.flatMap((table) => {
    const config = getTableConfig(table);
    return [
      ...config.indexes.map((index) => index.config.name ?? ""),
      ...config.checks.map((check) => check.name),
      ...config.foreignKeys.map((key) => key.getName()),
      ...config.uniqueConstraints.map((unique) => unique.getName() ?? ""),
      ...config.columns
        .filter((column) => column.isUnique)
        .map((column) => column.uniqueName ?? ""),
    ];
  });
  expect(rows.map((row) => row.name).sort()).toEqual(declared.sort());
});

test("the newest snapshot of the migration generator is the schema in the code", async () => {
  const journal = JSON.parse(await readMeta("_journal.json"));
  const newest = journal.entries.at(-1).idx.toString().padStart(4, "0");
  const snapshot = JSON.parse(await readMeta(`${newest}_snapshot.json`));
  const names = Object.keys(snapshot.tables).map((name) => name.replace("public.", ""));
  expect(names.sort()).toEqual(tables.map((table) => getTableConfig(table).name).sort());
});

function readMeta(name: string): Promise<string> {
  return readFile(new URL(`../../migrations/meta/${name}`, import.meta.url), "utf8");
}
