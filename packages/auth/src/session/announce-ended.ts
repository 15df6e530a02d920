import type { AfterCommit } from "@homeport/db";
import type { SessionContext } from "../context.ts";

/** Tells every replica, once it is committed, that these sessions of people have ended, and operators' log as well. */
export function announceEnded(
  { feed, log }: Pick<SessionContext, "feed" | "log">,
  after: AfterCommit,
  sessionIds: readonly string[],
): void {
  for (const sessionId of sessionIds) {
    after.commit(async () => {
      log.info({ sessionId }, "auth.session-revoked");
      await feed.announce("session", sessionId);
    });
  }
}
