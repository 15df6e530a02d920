import type { Connection, SessionSettings } from "./connection.ts";
import { type PendingRows, pendingRows } from "./pending-rows.ts";
import { beginTransaction, commitTransaction, nameSavepoint, rollBack } from "./store.ts";

/** The part of a transaction that drizzle's postgres-js session calls. */
export interface TransactionClient {
  unsafe(text: string, params?: readonly unknown[]): PendingRows;
  savepoint<T>(run: (tx: TransactionClient) => Promise<T>): Promise<T>;
}

export interface TransactionHooks {
  /** Called when everything is said but COMMIT: from here on a lost connection leaves doubt. */
  onCommit: () => void;
  /** Set behind a pooler: applied first. */
  settings?: SessionSettings;
}

/**
 * Runs `run` between BEGIN and COMMIT on a connection that is its alone. Rejects, with everything
 * rolled back, when `run` does, or when a statement failed and `run` went on as if it had not.
 */
export async function runTransaction<T>(
  connection: Connection,
  run: (tx: TransactionClient) => Promise<T>,
  hooks: TransactionHooks,
): Promise<T> {
  const state: TransactionState = { open: true, savepoints: 0, firstError: undefined };
  await beginTransaction(connection, hooks.settings);
  let value: T;
  try {
    value = await run(createClient(connection, state));
  } catch (error) {
    await rollBackOrClose(connection);
    throw error;
  } finally {
    state.open = false;
  }
  hooks.onCommit();
  const committed = await commitTransaction(connection);
  if (!committed) throw state.firstError ?? new Error("The transaction was rolled back");
  return value;
}

interface TransactionState {
  open: boolean;
  savepoints: number;
  firstError: Error | undefined;
}

function createClient(connection: Connection, state: TransactionState): TransactionClient {
  async function send(text: string, params: readonly unknown[], asValues: boolean) {
    if (!state.open) throw new Error("A statement came after the end of its transaction");
    try {
      return (await connection.run(text, params, asValues)).rows;
    } catch (error) {
      if (error instanceof Error) state.firstError ??= error;
      throw error;
    }
  }

  return {
    unsafe: (text, params = []) => pendingRows((asValues) => send(text, params, asValues)),
    async savepoint(run) {
      const name = `s${state.savepoints++}`;
      await nameSavepoint(connection, name);
      try {
        return await run(createClient(connection, state));
      } catch (error) {
        await rollBack(connection, name);
        throw error;
      }
    },
  };
}

/** A connection that cannot even roll back is in no state to be used again. */
async function rollBackOrClose(connection: Connection): Promise<void> {
  if (connection.broken) return;
  try {
    await rollBack(connection);
  } catch {
    await connection.close();
  }
}
