import type { SqlRunner } from "../sql-port.ts";
import type { KeySessionRealm } from "./create-key-session.ts";
import { selectKeySessions } from "./store.ts";

export interface KeySessionView {
  /** Names the session and admits nobody. */
  readonly sessionId: string;
  readonly principal: string;
  /** Where it was made; null when that was unknown. */
  readonly address: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

const mostListed = 500;

/** The live sessions of a realm, the newest first. */
export async function listKeySessions(
  sql: SqlRunner,
  realm: KeySessionRealm,
): Promise<readonly KeySessionView[]> {
  const rows = await selectKeySessions(sql, realm, mostListed);
  return rows.map((row) => ({
    sessionId: row.session_id,
    principal: row.principal,
    address: row.address,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
  }));
}
