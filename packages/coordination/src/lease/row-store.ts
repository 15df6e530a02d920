import { invariant } from "@homeport/platform";
import { z } from "zod";
import type { SqlRunner, SqlValue } from "../sql-port.ts";
import type { TakeInput, Taken } from "./lease-row.ts";
import type { LeaseKey } from "./store.ts";

/** What is asked of the one row that these values of the key columns name. */
export interface RowStatements {
  take(sql: SqlRunner, key: readonly SqlValue[], input: TakeInput): Promise<Taken | null>;
  renew(sql: SqlRunner, key: readonly SqlValue[], lease: Extension): Promise<boolean>;
  release(sql: SqlRunner, key: readonly SqlValue[], lease: LeaseKey): Promise<void>;
  prove(sql: SqlRunner, key: readonly SqlValue[], lease: Extension): Promise<boolean>;
}

type Extension = Pick<LeaseKey, "holder" | "fence"> & Pick<TakeInput, "ttlMs">;

const takenRow = z.object({ fence_token: z.coerce.bigint(), stolen: z.boolean() });

/**
 * The statements of a leased table. Only names are written into them, quoted; values are parameters, those of the key
 * first. The lease's columns are in no index, so what is said of locks here rests on the row lock that any UPDATE of
 * the row takes, and not on a unique index as with named leases.
 */
export function rowStatements(table: string, keyColumns: readonly string[]): RowStatements {
  invariant(keyColumns.length > 0, "a leased table is named with its key");
  const row = quoteName(table);
  const isRow = keyColumns.map((column, at) => `${quoteName(column)} = $${at + 1}`).join(" AND ");
  const after = (at: number) => `$${keyColumns.length + at}`;
  const isMine = `${isRow} AND lease_holder = ${after(1)} AND fence_token = ${after(2)}::bigint`;
  const isHeld = `${isMine} AND clock_timestamp() < lease_until`;
  const heldFor = (ttlMs: string) =>
    `lease_until = clock_timestamp() + ${ttlMs}::float8 * interval '1 millisecond'`;

  /**
   * A held row is told by its unlocked version, so asking for it never waits behind its holder's writes. One whose
   * time is over may be locked by a write: the update waits for that and looks at what it left.
   */
  const take = `
    WITH prior AS (SELECT lease_until FROM ${row} WHERE ${isRow})
    UPDATE ${row} SET lease_holder = ${after(1)}, fence_token = fence_token + 1, ${heldFor(after(2))}
    WHERE ${isRow} AND lease_until <= clock_timestamp()
    RETURNING fence_token::text AS fence_token,
      EXISTS (SELECT 1 FROM prior WHERE lease_until > '-infinity') AS stolen`;

  /** The feed's connection waits for no row lock: one that is in the way makes this fail, as if the store were busy. */
  const renew = `
    WITH locked AS (SELECT 1 FROM ${row} WHERE ${isHeld} FOR NO KEY UPDATE NOWAIT)
    UPDATE ${row} SET ${heldFor(after(3))}
    WHERE ${isHeld} AND EXISTS (SELECT 1 FROM locked)
    RETURNING 1 AS renewed`;

  const release = `UPDATE ${row} SET lease_until = '-infinity' WHERE ${isMine}`;

  /**
   * The row's lock is the proof: until the commit nobody takes the row over or writes to it. Renewals fail meanwhile,
   * so the proof is one itself. The rest of the transaction is bounded: a frozen writer cannot hold a takeover up for long.
   */
  const prove = `
    UPDATE ${row} SET ${heldFor(after(3))} WHERE ${isHeld}
    RETURNING set_config('statement_timeout', '5s', true), set_config('lock_timeout', '2s', true),
      set_config('idle_in_transaction_session_timeout', '5s', true)`;

  return {
    async take(sql, key, input) {
      const [got] = await sql.query(take, [...key, input.holder, input.ttlMs]);
      if (got === undefined) return null;
      const { fence_token, stolen } = takenRow.parse(got);
      return { fence: fence_token, stolen };
    },
    async renew(sql, key, lease) {
      return (
        (await sql.query(renew, [...key, lease.holder, lease.fence, lease.ttlMs])).length === 1
      );
    },
    async release(sql, key, lease) {
      await sql.query(release, [...key, lease.holder, lease.fence]);
    },
    async prove(sql, key, lease) {
      return (
        (await sql.query(prove, [...key, lease.holder, lease.fence, lease.ttlMs])).length === 1
      );
    },
  };
}

/** As the name of a table or column, whatever is in it. */
function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
