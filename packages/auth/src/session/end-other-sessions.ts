import type { AfterCommit, Tx } from "@homeport/db";
import type { AuthContext } from "../context.ts";
import { actingUser } from "./acting-user.ts";
import { deleteOtherSessions, deletePendingSignIns } from "./store.ts";

/**
 * Ends every other session of the acting person, and what would become one without showing a factor again: trusted
 * browsers, and sign-ins that wait for their second. What this person's other sessions vouched for ends with them.
 */
export async function endOtherSessions(
  ctx: Pick<AuthContext, "actor" | "feed">,
  tx: Tx,
  after: AfterCommit,
): Promise<void> {
  const { userId, sessionId } = actingUser(ctx);
  await deletePendingSignIns(tx, userId);
  for (const id of await deleteOtherSessions(tx, userId, sessionId)) {
    after.commit(() => ctx.feed.announce("session", id));
  }
}
