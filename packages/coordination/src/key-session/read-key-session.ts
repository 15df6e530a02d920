import { sha256 } from "@homeport/platform";
import { gather } from "../gather.ts";
import type { SqlRunner } from "../sql-port.ts";
import type { KeySessionRealm } from "./create-key-session.ts";
import { selectKeySession, selectLiveSessions } from "./store.ts";

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

/** Sessions that are looked up by one statement. */
const mostAtOnce = 100;

/**
 * Looks tokens of one realm up as `readKeySession` does, those of requests that come together by one statement: a crowd
 * costs the store few questions. Each lookup begins after it was asked for, so a revocation holds at once here, too.
 */
export function createKeySessionReader(
  sql: SqlRunner,
  realm: KeySessionRealm,
): (token: string) => Promise<KeySession | null> {
  return gather({
    most: mostAtOnce,
    async run(tokens: readonly string[]) {
      const found = await selectLiveSessions(sql, { realm, digests: tokens.map(sha256) });
      return found.map((row) => (row === null ? null : { realm, ...row }));
    },
  });
}
