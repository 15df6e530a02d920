import type { AfterCommit, Tx } from "@homeport/db";
import type { SessionContext } from "../context.ts";
import { actingUser } from "./acting-user.ts";
import { announceEnded } from "./announce-ended.ts";
import { deleteOtherSessions, deletePendingSignIns } from "./store.ts";

/**
 * Ends every other session of the acting person, and what would become one without showing a factor again: trusted
 * browsers, and sign-ins that wait for their second. What this person's other sessions vouched for ends with them.
 */
export async function endOtherSessions(
  ctx: Pick<SessionContext, "actor" | "feed" | "log">,
  tx: Tx,
  after: AfterCommit,
): Promise<void> {
  const { userId, sessionId } = actingUser(ctx);
  await deletePendingSignIns(tx, userId);
  announceEnded(ctx, after, await deleteOtherSessions(tx, userId, sessionId));
}
