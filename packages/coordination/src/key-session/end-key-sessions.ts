import type { SqlRunner } from "../sql-port.ts";
import type { KeySessionRealm } from "./create-key-session.ts";
import { markSessionsRevoked } from "./store.ts";

/**
 * Ends the live sessions of a principal, or the one that a list showed, in the transaction of whoever decides so; answers
 * how many there were.
 */
export async function endKeySessions(
  tx: SqlRunner,
  named: { realm: KeySessionRealm; principal: string; sessionId?: string },
): Promise<number> {
  const { sessionId = null, ...rest } = named;
  return await markSessionsRevoked(tx, { ...rest, sessionId });
}
