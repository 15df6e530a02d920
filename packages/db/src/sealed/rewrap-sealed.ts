import { type SealDeps, type SealedColumn, sealAgain } from "@homeport/platform";
import type { SqlRunner } from "../sql-port.ts";
import { countOtherReplicas, replaceSealed, selectSealed } from "./store.ts";

export interface RewrapDeps extends SealDeps {
  /** One small transaction; under a lease, one that proves it. */
  readonly write: <T>(fn: (sql: SqlRunner) => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
  readonly batch?: number;
}

export interface RewrapOutcome {
  /** Live replicas that do not sign under the current secret yet. While there are any, nothing is touched. */
  readonly waitsFor: number;
  readonly rewrapped: number;
  /** Rows that somebody changed in the same moment; what they wrote stays. */
  readonly moved: number;
  /** Rows that carry the previous secret's id, and that it does not open. */
  readonly damaged: number;
}

const defaultBatch = 100;

/**
 * Seals every row that the previous secret seals under the current one. Its progress is the rows themselves: stopped
 * anywhere it goes on where it was, and any number may run at once. A replica that knows the previous secret alone could
 * not read the new rows, so it waits until every live one signs under the current secret. Aborts with the signal's reason.
 */
export async function rewrapSealed(
  deps: RewrapDeps,
  columns: readonly SealedColumn[],
): Promise<RewrapOutcome> {
  const { keys, write, signal } = deps;
  const sum = { waitsFor: 0, rewrapped: 0, moved: 0, damaged: 0 };
  if (keys.previous === undefined) return sum;
  const waitsFor = await write(async (sql) => countOtherReplicas(sql, keys.kid));
  if (waitsFor > 0) return { ...sum, waitsFor };
  for (const column of columns) {
    for (let after: string | null = ""; after !== null; ) {
      signal.throwIfAborted();
      const from: string = after;
      const batch = await write(async (sql) => rewrapBatch(sql, deps, column, from));
      for (const did of batch.did) sum[did] += 1;
      after = batch.last;
    }
  }
  return sum;
}

/** What became of each row of the next batch, and the last of them; null when there is none left. */
async function rewrapBatch(
  sql: SqlRunner,
  deps: RewrapDeps,
  column: SealedColumn,
  after: string,
): Promise<{ did: ("rewrapped" | "moved" | "damaged")[]; last: string | null }> {
  const { keys, batch = defaultBatch } = deps;
  const page = { kid: keys.previous?.kid ?? "", after, limit: batch };
  const rows = await selectSealed(sql, column, page);
  const did: ("rewrapped" | "moved" | "damaged")[] = [];
  for (const { id, sealed } of rows) {
    const next = sealAgain(deps, { column, rowId: id }, sealed);
    if (next === null) did.push("damaged");
    else {
      const replaced = await replaceSealed(sql, column, { id, read: sealed, next });
      did.push(replaced ? "rewrapped" : "moved");
    }
  }
  return { did, last: rows.at(-1)?.id ?? null };
}
