import type { Reader, signInFailures, Tx } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";

export type LockMethod = (typeof signInFailures.$inferSelect)["method"];

export interface TriedAccount {
  readonly userKey: string;
  readonly method: LockMethod;
}

export interface LockRule {
  readonly maxFailures: number;
  readonly windowMs: number;
  readonly lockMs: number;
}

const takenRow = z.object({ window: z.string(), locks: z.boolean() });

/** A try that was counted; `window` names the row's window to the microsecond, which a `Date` cannot. */
export type TakenTry = z.infer<typeof takenRow>;

/**
 * Counts a try before anybody knows how it ends, and locks the account with the last one that its window has room
 * for; null while it is locked. One statement that states its condition again once it holds the row: however many
 * replicas count at once, no more tries are taken than there is room for.
 */
export async function takeTry(
  db: Reader,
  account: TriedAccount,
  rule: LockRule,
): Promise<TakenTry | null> {
  const { maxFailures, windowMs, lockMs } = rule;
  const lockedUntil = sql`now() + ${lockMs} * interval '1 millisecond'`;
  const [row] = await db.execute(sql`
    INSERT INTO sign_in_failures AS kept (user_key, method, count, window_started_at, locked_until)
    VALUES (${account.userKey}, ${account.method}, 1, now(),
      CASE WHEN ${maxFailures}::int <= 1 THEN ${lockedUntil} END)
    ON CONFLICT (user_key, method) DO UPDATE SET (count, window_started_at, locked_until) = (
      SELECT next.count, next.started,
        CASE WHEN next.count >= ${maxFailures}::int THEN ${lockedUntil} END
      FROM (SELECT
        CASE WHEN goes_on THEN kept.count + 1 ELSE 1 END AS count,
        CASE WHEN goes_on THEN kept.window_started_at ELSE now() END AS started
        FROM (SELECT kept.locked_until IS NULL
          AND kept.window_started_at > now() - ${windowMs} * interval '1 millisecond' AS goes_on) AS asked
      ) AS next)
    WHERE kept.locked_until IS NULL OR kept.locked_until <= now()
    RETURNING window_started_at::text AS window, locked_until IS NOT NULL AS locks`);
  return row === undefined ? null : takenRow.parse(row);
}

/** Takes back a try that did not fail, and the lock that it set; a window that has ended since is left alone. */
export async function giveBackTry(
  db: Reader,
  account: TriedAccount,
  taken: TakenTry,
): Promise<void> {
  await db.execute(sql`
    UPDATE sign_in_failures SET count = count - 1, locked_until = NULL
    WHERE user_key = ${account.userKey} AND method = ${account.method} AND count > 0
      AND window_started_at = ${taken.window}::timestamptz`);
}

/** Ends a lock, and starts the count anew. */
export async function forgetTries(tx: Tx, account: TriedAccount): Promise<void> {
  await tx.execute(sql`
    DELETE FROM sign_in_failures WHERE user_key = ${account.userKey} AND method = ${account.method}`);
}

const lockRow = z.object({ left_ms: z.coerce.number() });

/** How long a lock still holds, in ms; 0 for none. */
export async function selectLockMs(db: Reader, account: TriedAccount): Promise<number> {
  const [row] = await db.execute(sql`
    SELECT (extract(epoch FROM locked_until - now()) * 1000)::float8 AS left_ms FROM sign_in_failures
    WHERE user_key = ${account.userKey} AND method = ${account.method} AND locked_until > now()`);
  return row === undefined ? 0 : lockRow.parse(row).left_ms;
}

/** Deletes rows that neither count nor lock any more. */
export async function deleteOldFailures(tx: Tx, olderThanMs: number): Promise<number> {
  const rows = await tx.execute(sql`
    DELETE FROM sign_in_failures
    WHERE window_started_at < now() - ${olderThanMs} * interval '1 millisecond'
      AND (locked_until IS NULL OR locked_until < now())
    RETURNING 1`);
  return [...rows].length;
}
