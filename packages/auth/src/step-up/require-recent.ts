import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "../session/acting-user.ts";
import { selectIsRecent } from "./store.ts";

/** How long after giving a password, a passkey or a code a person may do what is privileged. */
export const recentMs = 15 * 60_000;

/**
 * Lets pass only a session that was authenticated within the last 15 minutes by the store's clock. Throws
 * STEP_UP_REQUIRED, after which the console asks for one factor in place and repeats what was asked.
 */
export async function requireRecent(
  ctx: Pick<AuthContext, "actor" | "db">,
  withinMs: number = recentMs,
): Promise<void> {
  const { sessionId } = actingUser(ctx);
  if (!(await selectIsRecent(ctx.db.orm, sessionId, withinMs))) {
    throw new AuthError("STEP_UP_REQUIRED");
  }
}
