import { readdirSync, readFileSync } from "node:fs";
import { type DatabaseTemplate, freshDatabase } from "@homeport/testkit";
import postgres from "postgres";
import type { SqlPort, SqlRunner, SqlValue } from "../sql-port.ts";

const migrations = new URL("../../../db/migrations/", import.meta.url);

export type TestTx = postgres.TransactionSql;

/** A database with the product's tables, and what a test does to it behind the package's back. */
export interface TestStore extends AsyncDisposable {
  readonly url: string;
  readonly sql: postgres.Sql;
  readonly port: SqlPort<TestTx>;
}

/** The package declares the port and a composition root hands it in; here it stands on the bare driver. */
export async function openTestStore(): Promise<TestStore> {
  const database = await freshDatabase({ template: productTables() });
  const store = connectTestStore(database);
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** A second, independent "process" on the same database. */
export function connectTestStore(database: { readonly url: string }): TestStore {
  const sql = postgres(database.url, { max: 10, onnotice: () => undefined });
  const feed = postgres(database.url, { max: 1, onnotice: () => undefined });
  return {
    url: database.url,
    sql,
    port: {
      pool: runnerOn(sql),
      feed: runnerOn(feed),
      within: runnerOn,
      async transaction<T>(_name: string, fn: (tx: TestTx) => Promise<T>): Promise<T> {
        let result: { value: T } | null = null;
        await sql.begin(async (tx) => {
          result = { value: await fn(tx) };
        });
        return settled(result);
      },
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([sql.end({ timeout: 1 }), feed.end({ timeout: 1 })]);
    },
  };
}

function settled<T>(result: { value: T } | null): T {
  if (result === null) throw new Error("The transaction ended without a result.");
  return result.value;
}

function runnerOn(sql: postgres.ISql): SqlRunner {
  return {
    query: async (text: string, params: readonly SqlValue[] = []) =>
      sql.unsafe(text, params.map(toDriver)),
  };
}

/** The driver sends a bigint as int8 text only when told its type, which a cast in the statement does. */
function toDriver(value: SqlValue) {
  return typeof value === "bigint" ? value.toString() : value;
}

function productTables(): DatabaseTemplate {
  const files = readdirSync(migrations)
    .filter((name) => name.endsWith(".sql") && !name.endsWith(".down.sql"))
    .sort()
    .map((name) => readFileSync(new URL(name, migrations), "utf8"));
  return {
    key: files.join("\n"),
    async prepare(url) {
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      try {
        for (const file of files) await sql.unsafe(file);
      } finally {
        await sql.end();
      }
    },
  };
}
