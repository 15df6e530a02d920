import { readKeySession, revokeKeySession } from "@homeport/coordination";
import type { Metrics, RequestContext } from "@homeport/platform";
import { revokeOrFail } from "../session/revoke-or-fail.ts";
import { type KeySignInDeps, operatorRealm } from "./deps.ts";

/**
 * Ends the session of a token. Only when this has returned may the cookie be cleared; when the store cannot say that
 * the session has ended, it throws REVOKE_FAILED.
 */
export async function signOutKey(
  deps: Pick<KeySignInDeps, "db"> & { readonly metrics: Metrics },
  ctx: Pick<RequestContext, "address" | "requestId">,
  token: string,
): Promise<void> {
  await revokeOrFail(deps.metrics, operatorRealm, async () => {
    const session = await readKeySession(deps.db.sql, { realm: operatorRealm, token });
    if (session === null) return;
    const keyId = session.principal;
    const actor = { kind: "operator-key", keyId } as const;
    const act = { action: "operator.sign-out", target: { kind: "operator-key", id: keyId } };
    await deps.db.write({ ...ctx, actor }, act, async (tx) => {
      const revoking = { sql: deps.db.within(tx), metrics: deps.metrics };
      await revokeKeySession(revoking, { realm: operatorRealm, token });
    });
  });
}
