import { sha256 } from "@homeport/platform";
import type { SqlRunner } from "../sql-port.ts";
import type { KeySessionRealm } from "./create-key-session.ts";
import { selectKeySession } from "./store.ts";

export interface KeySession {
  readonly realm: KeySessionRealm;
  readonly principal: string;
  readonly subject: unknown;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** Looks a token up on each request, so that a revocation holds at once; null when it admits nobody. */
export async function readKeySession(
  sql: SqlRunner,
  input: { realm: KeySessionRealm; token: string },
): Promise<KeySession | null> {
  const row = await selectKeySession(sql, { realm: input.realm, digest: sha256(input.token) });
  return row === null ? null : { realm: input.realm, ...row };
}
