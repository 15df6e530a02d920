import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "./require-recent.ts";
import { selectMayGrant } from "./store.ts";

/**
 * Lets pass only a session that may hand its own standing on to a device or a program: it was authenticated within
 * the last 15 minutes, and gave a second factor where its person has one. Throws STEP_UP_REQUIRED.
 */
export async function requireGrantor(ctx: Pick<AuthContext, "actor" | "db">): Promise<void> {
  await requireRecent(ctx);
  const { sessionId } = actingUser(ctx);
  if (!(await selectMayGrant(ctx.db.orm, sessionId))) throw new AuthError("STEP_UP_REQUIRED");
}
