import type { Metrics } from "@homeport/platform";
import { sha256 } from "@homeport/platform";
import { CoordinationError } from "../errors.ts";
import type { SqlRunner } from "../sql-port.ts";
import type { KeySessionRealm } from "./create-key-session.ts";
import { markKeySessionRevoked, selectKeySession } from "./store.ts";

/**
 * Revokes and then reads back. REVOKE_FAILED when the store cannot say that it holds: the caller then
 * leaves the cookie alone, because the session may still be valid. A session that is not there is revoked.
 */
export async function revokeKeySession(
  deps: { sql: SqlRunner; metrics: Metrics },
  input: { realm: KeySessionRealm; token: string },
): Promise<void> {
  const key = { realm: input.realm, digest: sha256(input.token) };
  try {
    await markKeySessionRevoked(deps.sql, key);
    if ((await selectKeySession(deps.sql, key)) === null) return;
  } catch (cause) {
    countFailure(deps.metrics, input.realm);
    throw new CoordinationError("REVOKE_FAILED", { cause });
  }
  countFailure(deps.metrics, input.realm);
  throw new CoordinationError("REVOKE_FAILED");
}

function countFailure(metrics: Metrics, realm: KeySessionRealm): void {
  metrics
    .counter("revoke_failed_total", "Sign-outs that the store could not confirm.", ["realm"])
    .inc({ realm });
}
