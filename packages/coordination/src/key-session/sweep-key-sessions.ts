import type { SqlRunner } from "../sql-port.ts";
import { deleteExpiredKeySessions } from "./store.ts";

/** Deletes key sessions past their life, revoked or not; returns how many. Expiry holds without it. */
export async function sweepKeySessions(sql: SqlRunner): Promise<number> {
  return deleteExpiredKeySessions(sql);
}
