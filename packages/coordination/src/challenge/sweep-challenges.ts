import type { SqlRunner } from "../sql-port.ts";
import { deleteExpiredChallenges } from "./store.ts";

/** Deletes expired challenges; returns how many. Expiry holds without it. */
export async function sweepChallenges(sql: SqlRunner): Promise<number> {
  return deleteExpiredChallenges(sql);
}
