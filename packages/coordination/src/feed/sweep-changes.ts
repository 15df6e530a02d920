import type { SqlRunner } from "../sql-port.ts";
import { deleteOldChanges } from "./store.ts";

/** Ten times the age at which a reader flushes instead of reading on. */
const keptForMs = 600_000;

/** Deletes change-log rows that no reader needs any more; returns how many. Safe to run anywhere, any time. */
export async function sweepChanges(sql: SqlRunner): Promise<number> {
  return deleteOldChanges(sql, keptForMs);
}
