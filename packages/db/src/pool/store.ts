import type { Connection, SessionSettings } from "./connection.ts";

/** For connections that a pooler shares: the settings last as long as the transaction. */
const applySettings = `SELECT set_config('statement_timeout', $1, true),
  set_config('lock_timeout', $2, true), set_config('idle_in_transaction_session_timeout', $3, true)`;

export async function beginTransaction(
  connection: Connection,
  settings?: SessionSettings,
): Promise<void> {
  await connection.run("BEGIN");
  if (settings === undefined) return;
  const { statementTimeoutMs, lockTimeoutMs, idleInTransactionMs } = settings;
  const values = [statementTimeoutMs, lockTimeoutMs, idleInTransactionMs];
  await connection.run(applySettings, values.map(String));
}

/** False when Postgres rolled back instead, as it does where a statement had failed. */
export async function commitTransaction(connection: Connection): Promise<boolean> {
  return (await connection.run("COMMIT")).command === "COMMIT";
}

export async function nameSavepoint(connection: Connection, name: string): Promise<void> {
  await connection.run(`SAVEPOINT ${name}`);
}

/** To the savepoint, or all of it. */
export async function rollBack(connection: Connection, savepoint?: string): Promise<void> {
  await connection.run(savepoint === undefined ? "ROLLBACK" : `ROLLBACK TO ${savepoint}`);
}

export const selectOne = "SELECT 1";
