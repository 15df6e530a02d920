import type { SqlValue } from "../sql-port.ts";
import {
  type HoldInput,
  holdLease,
  type LeaseDeps,
  type LeaseOutcome,
  type LeaseScope,
} from "./hold-lease.ts";
import type { LeaseRow } from "./lease-row.ts";
import { type RowStatements, rowStatements } from "./row-store.ts";

/**
 * A domain's table whose rows are leased. It has these columns:
 * `lease_holder text`, `lease_until timestamptz not null default '-infinity'`, `fence_token bigint not null default 0`.
 */
export interface LeasedTable<Column extends string> {
  readonly table: string;
  /** The columns that name one row. */
  readonly key: readonly Column[];
}

/** What names one row: a value for each column of the key. */
export type RowKey<Column extends string> = Readonly<Record<Column, SqlValue>>;

export interface RowLease<Column extends string> {
  /**
   * Runs `fn` while this process holds the row, and releases the row afterwards; `held: false` when somebody else
   * holds it or there is none. Rejects with what `fn` rejects with, or with LEASE_LOST from its writes. A write has
   * the row locked against everybody else from its first statement to its commit.
   */
  hold<Tx, T>(
    deps: LeaseDeps<Tx>,
    input: RowInput<Column>,
    fn: (scope: LeaseScope<Tx>) => Promise<T>,
  ): Promise<LeaseOutcome<T>>;
}

export interface RowInput<Column extends string> extends HoldInput {
  readonly key: RowKey<Column>;
}

/**
 * Leases on the rows of a table, for work that spreads over all workers. The same laws as of a named lease: the fence
 * rises each time that a row is taken, renewal and release leave it, and a write under an old one is LEASE_LOST.
 */
export function rowLease<const Column extends string>(
  table: LeasedTable<Column>,
): RowLease<Column> {
  const statements = rowStatements(table.table, table.key);
  return {
    hold(deps, input, fn) {
      const key = table.key.map((column) => input.key[column]);
      const log = deps.log.child({ row: key.join("/") });
      return holdLease({ ...deps, log }, domainRow(table.table, statements, key), input, fn);
    },
  };
}

/** One row of a leased table, as what a lease stands on. */
export function domainRow(
  name: string,
  statements: RowStatements,
  key: readonly SqlValue[],
): LeaseRow {
  return {
    ...{ name, proofRenews: true },
    take: (sql, input) => statements.take(sql, key, input),
    renew: (sql, lease) => statements.renew(sql, key, lease),
    // Anybody may have locked a domain's row, and the feed's connection waits for nobody.
    release: ({ pool }, lease) => statements.release(pool, key, lease),
    prove: (sql, lease) => statements.prove(sql, key, lease),
  };
}
