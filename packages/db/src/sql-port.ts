import type { Db } from "./open-db.ts";
import type { Tx } from "./pool/orm.ts";

/** What a parameter of a plain statement may be. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly string[];

/** A row as the driver gives it: bigint, xid and timestamps are text. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** Somewhere a statement can run: the pool, the feed connection, or one transaction. */
export interface SqlRunner {
  /** Runs one statement with `$1…` parameters and returns its rows. */
  query(text: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
}

/** The narrow door through which the coordination and jobs packages reach the database. */
export interface SqlPort {
  readonly pool: SqlRunner;
  readonly feed: SqlRunner;
  transaction<T>(name: string, fn: (tx: Tx) => Promise<T>): Promise<T>;
  within(tx: Tx): SqlRunner;
}

export function createSqlPort(db: Db, feed: SqlRunner): SqlPort {
  return {
    pool: db.sql,
    feed,
    transaction: (name, fn) => db.system(name, fn),
    within: db.within,
  };
}
