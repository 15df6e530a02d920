import type { SessionSettings } from "./driver.ts";

interface Runner {
  unsafe(text: string, params?: string[]): PromiseLike<unknown>;
}

/** For connections that a pooler shares: the settings last as long as the transaction. */
export async function applySettings(tx: Runner, settings: SessionSettings): Promise<void> {
  await tx.unsafe(
    `SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
       set_config('idle_in_transaction_session_timeout', $3, true)`,
    [settings.statementTimeoutMs, settings.lockTimeoutMs, settings.idleInTransactionMs].map(String),
  );
}

export async function selectOne(runner: Runner): Promise<void> {
  await runner.unsafe("SELECT 1");
}
