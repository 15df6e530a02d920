import type { Metrics, RequestContext } from "@homeport/platform";
import type { SessionContext } from "../context.ts";
import { announceEnded } from "./announce-ended.ts";
import { revokeOrFail } from "./revoke-or-fail.ts";
import { deleteSession, findSessionByToken } from "./store.ts";

/**
 * Ends the session of a token. Only when the store says that it is gone may the caller clear the cookie; when the
 * store cannot say so, this throws REVOKE_FAILED and the person is still signed in.
 */
export async function signOut(
  deps: Pick<SessionContext, "db" | "feed" | "log"> & { readonly metrics: Metrics },
  ctx: RequestContext,
  token: string,
): Promise<void> {
  await revokeOrFail(deps.metrics, "people", async () => {
    const found = await findSessionByToken(deps.db.orm, token);
    if (found === null) return;
    const { sessionId, userId } = found;
    const actor = { kind: "user", userId, sessionId, name: "", email: "" } as const;
    const act = { action: "user.sign-out", target: { kind: "session", id: sessionId } };
    await deps.db.write({ ...ctx, actor }, act, async (tx, after) => {
      announceEnded(deps, after, await deleteSession(tx, userId, sessionId));
    });
  });
}
