import { DbError } from "../errors.ts";
import type { PoolEvents } from "../events.ts";
import type { Connection, SessionSettings, TypeOverrides } from "./connection.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { type PendingRows, pendingRows } from "./pending-rows.ts";
import type { TransactionScope } from "./scope.ts";
import { runTransaction, type TransactionClient } from "./transaction.ts";
import { isConnectionLost, translateCommitError, translateStoreError } from "./translate.ts";

export interface GatedClientOptions {
  pool: ConnectionPool;
  scope: TransactionScope;
  events: PoolEvents;
  /** How drizzle wants values; it fills this in. */
  types: TypeOverrides;
  /** Set behind a pooler: applied at the start of every transaction. */
  settings?: SessionSettings;
}

/** The part of the driver that drizzle's postgres-js session calls, behind the gate. */
export interface GatedClient {
  options: TypeOverrides;
  unsafe(text: string, params?: readonly unknown[]): PendingRows;
  begin<T>(run: (tx: TransactionClient) => Promise<T>): Promise<T>;
}

/**
 * Every statement and transaction takes a permit first, whoever sends it. A read whose connection broke
 * is sent once more, on another one; everything else is for the caller to judge.
 */
export function createGatedClient(options: GatedClientOptions): GatedClient {
  const { pool, scope, events } = options;

  async function withConnection<T>(
    text: string,
    use: (connection: Connection) => Promise<T>,
    fresh = false,
  ): Promise<T> {
    if (scope.isInside()) {
      events.nested({ statement: text.slice(0, 80) });
      throw new DbError("NESTED_TRANSACTION", { detail: text.slice(0, 80) });
    }
    return pool.withConnection((connection) => {
      events.queried();
      return use(connection);
    }, fresh);
  }

  function send(text: string, params: readonly unknown[], asValues: boolean, fresh: boolean) {
    const { settings } = options;
    const run = (connection: Connection) => connection.run(text, params, asValues);
    if (settings === undefined) return withConnection(text, run, fresh);
    const runHeld = (connection: Connection) =>
      runTransaction(connection, () => run(connection), { settings, onCommit: () => undefined });
    return withConnection(text, runHeld, fresh);
  }

  async function query(text: string, params: readonly unknown[], asValues: boolean) {
    try {
      return (await send(text, params, asValues, false)).rows;
    } catch (error) {
      if (!isConnectionLost(error) || !isRead(text)) throw translateStoreError(error);
    }
    try {
      return (await send(text, params, asValues, true)).rows;
    } catch (error) {
      throw translateStoreError(error);
    }
  }

  return {
    options: options.types,
    unsafe: (text, params = []) => pendingRows((asValues) => query(text, params, asValues)),
    async begin(run) {
      const progress = { committing: false };
      const hooks = {
        onCommit: () => {
          progress.committing = true;
        },
        ...(options.settings === undefined ? {} : { settings: options.settings }),
      };
      try {
        return await withConnection("begin", (connection) =>
          runTransaction(connection, (tx) => scope.run(() => run(tx)), hooks),
        );
      } catch (error) {
        throw progress.committing ? translateCommitError(error) : translateStoreError(error);
      }
    },
  };
}

/** A statement that only reads, by its first word. Statements that write begin with another. */
function isRead(text: string): boolean {
  return /^\s*select\b/i.test(text);
}
