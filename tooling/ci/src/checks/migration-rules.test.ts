import { describe, expect, test } from "vitest";
import { listFiles, readFiles } from "../checkout.ts";
import { findUnsafeMigrations } from "./migration-rules.ts";
import { splitStatements } from "./split-statements.ts";

const judge = (text: string, id = "9000_next") =>
  findUnsafeMigrations([{ path: `packages/db/migrations/${id}.sql`, text }]);

describe("a file that only adds passes", () => {
  test.each([
    [
      "a table with its keys",
      `CREATE TABLE "a" ("id" text PRIMARY KEY NOT NULL);
      ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("id") REFERENCES "public"."b"("id") ON DELETE cascade;
      CREATE UNIQUE INDEX "i" ON "a" USING btree ("id"); INSERT INTO "a" VALUES ('x; DROP TABLE a');`,
    ],
    ["a nullable column", `ALTER TABLE "users" ADD COLUMN "nick" text;`],
    ["a column with a default", `ALTER TABLE users ADD COLUMN n numeric(3, 1) DEFAULT 1 NOT NULL;`],
    [
      "an index that locks nothing",
      "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (id);",
    ],
    [
      "an index that says why it locks",
      "-- not concurrently: ten rows\nCREATE INDEX i ON users (id);",
    ],
    [
      "a check of what comes",
      `ALTER TABLE users ADD CONSTRAINT c CHECK (n > 0) NOT VALID;
      ALTER TABLE users VALIDATE CONSTRAINT c;`,
    ],
    [
      "a function and its trigger",
      `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN DROP TABLE x; DELETE FROM y; RETURN NULL; END $$;
      CREATE TRIGGER t AFTER UPDATE ON users FOR EACH STATEMENT EXECUTE FUNCTION f();`,
    ],
    [
      "a trigger in another's place that says why older versions can do with it",
      `-- replaces: they write no such row
      CREATE OR REPLACE TRIGGER t BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION f();`,
    ],
    [
      "words in a comment",
      "-- DROP TABLE users;\n/* DROP TABLE users; */ COMMENT ON TABLE users IS 'x';",
    ],
  ])("%s", (_what, text) => {
    expect(judge(text)).toEqual([]);
  });
});

describe("what takes away, changes or locks is told with what to do instead", () => {
  test.each([
    ["a renamed column", `ALTER TABLE "users" RENAME COLUMN "name" TO "full_name";`, /-- requires/],
    ["a renamed table", "ALTER TABLE users RENAME TO people;", /-- requires/],
    ["a dropped table", "DROP TABLE users;", /-- requires/],
    ["a dropped column", "ALTER TABLE users ADD COLUMN a text, DROP COLUMN b;", /-- requires/],
    ["a dropped constraint", "ALTER TABLE users DROP CONSTRAINT c;", /-- requires/],
    ["another type", "ALTER TABLE users ALTER COLUMN a TYPE bigint;", /-- requires/],
    ["a new NOT NULL", "ALTER TABLE users ALTER COLUMN a SET NOT NULL;", /-- requires/],
    ["a column that must be given", "ALTER TABLE users ADD COLUMN a text NOT NULL;", /a default/],
    ["a unique column", "ALTER TABLE users ADD COLUMN a text UNIQUE;", /concurrently/],
    ["an index that locks", "CREATE INDEX i ON users (id);", /concurrently/],
    [
      "an index in a transaction",
      "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (id);",
      /no transaction|without a transaction/,
    ],
    [
      "an index that cannot be repeated",
      "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON users (id);",
      /if not exists/,
    ],
    ["a check of every row", "ALTER TABLE users ADD CONSTRAINT c CHECK (n > 0);", /not valid/],
    ["a unique constraint", "ALTER TABLE users ADD CONSTRAINT c UNIQUE (n);", /unique index/],
    ["rows that change", "UPDATE users SET a = 1;", /-- requires/],
    ["rows that go", "DELETE FROM users;", /-- requires/],
    ["rows of a table in use", "INSERT INTO users VALUES (1);", /-- requires/],
    [
      "a function in another's place",
      "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS '';",
      /-- requires/,
    ],
    ["a program", "DO $$ BEGIN DROP TABLE users; END $$;", /-- requires/],
    [
      "a contract file without a version",
      "-- requires: the next one\nDROP TABLE users;",
      /1\.2\.3/,
    ],
  ])("%s", (_what, text, remedy) => {
    expect(judge(text)).toEqual([expect.stringMatching(remedy)]);
  });
});

test("a contract file that names its version may take away", () => {
  expect(judge("-- requires: 1.2.0\nALTER TABLE users RENAME COLUMN name TO full_name;")).toEqual(
    [],
  );
});

test("a file that is accepted and obeys is taken off the list", () => {
  expect(judge("CREATE TABLE a (id text);", "0004_gate")).toEqual([
    expect.stringContaining("take it off the list"),
  ]);
});

test("the migrations of this checkout obey", () => {
  expect(
    findUnsafeMigrations(readFiles(listFiles(), /^packages\/db\/migrations\/.*\.sql$/)),
  ).toEqual([]);
});

test("quotes, comments and bodies of functions divide no statement", () => {
  expect(splitStatements(`SELECT 'a;''b' -- c;d\n; SELECT $x$;$$;$x$, "Q;q"; `)).toEqual([
    "select ''",
    "select '', q;q",
  ]);
});
