import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { keepingAnOwner } from "../members/store.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { deleteUser } from "./store.ts";

/**
 * Deletes the acting person with their sessions, keys and memberships; apps that they own are from then on their
 * organization's. Throws STEP_UP_REQUIRED, and LAST_OWNER while an organization has no other owner.
 */
export async function deleteAccount(ctx: AuthContext): Promise<void> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const act = { action: "user.delete", target: { kind: "user", id: userId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const deleted = await keepingAnOwner(deleteUser(tx, userId));
    if (!deleted) throw new AuthError("USER_NOT_FOUND");
    after.commit(() => ctx.feed.announce("user", userId));
  });
}
