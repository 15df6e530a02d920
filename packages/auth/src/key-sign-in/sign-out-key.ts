import { readKeySession, revokeKeySession } from "@homeport/coordination";
import type { Metrics, RequestContext } from "@homeport/platform";
import { revokeOrFail } from "../session/revoke-or-fail.ts";
import type { KeySignInDeps } from "./deps.ts";
import { targetOf } from "./finish-key-sign-in.ts";
import type { KeyRealm } from "./realms.ts";

/**
 * Ends the session of a token. Only when this has returned may the token be forgotten; when the store cannot say that
 * the session has ended, it throws REVOKE_FAILED.
 */
export async function signOutKey(
  deps: Pick<KeySignInDeps, "db"> & { readonly metrics: Metrics },
  realm: KeyRealm,
  ctx: Pick<RequestContext, "address" | "requestId">,
  token: string,
): Promise<void> {
  await revokeOrFail(deps.metrics, realm.name, async () => {
    const session = await readKeySession(deps.db.sql, { realm: realm.name, token });
    if (session === null) return;
    const keyId = session.principal;
    const actor = realm.actorOf(keyId);
    const act = { action: `${realm.name}.sign-out`, target: targetOf(realm, keyId) };
    await deps.db.write({ ...ctx, actor }, act, async (tx) => {
      const revoking = { sql: deps.db.within(tx), metrics: deps.metrics };
      await revokeKeySession(revoking, { realm: realm.name, token });
    });
  });
}
