/** What a parameter may be. Fences travel as `bigint`; JSON travels as text and is cast in the statement. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** A row as the driver gives it; each store parses its own columns. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** Somewhere a statement can run: the pool, the feed connection, or one transaction. */
export interface SqlRunner {
  /** Runs one statement with `$1…` parameters and returns its rows. */
  query(text: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
}

/**
 * All that this package needs of a database. `Tx` is the caller's own transaction type, which
 * passes through `withLease(...).write` untouched, so a domain's store functions take part in it.
 */
export interface SqlPort<Tx = unknown> {
  /** One statement on a pooled connection, under the pool's acquire deadline. */
  readonly pool: SqlRunner;
  /** The one dedicated connection (feed, lease renewals): a full pool cannot delay it. */
  readonly feed: SqlRunner;
  /** Runs `fn` in one transaction on the pool; `name` says what for, in logs. */
  transaction<T>(name: string, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** A runner whose statements belong to `tx`. */
  within(tx: Tx): SqlRunner;
}
