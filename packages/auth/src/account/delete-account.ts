import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { keepingAnOwner } from "../members/store.ts";
import type { OperatorRule } from "../operator/read-operator.ts";
import { hasWayIn, lockOperators } from "../operator/store.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { deleteUser } from "./store.ts";

/**
 * Deletes the acting person with their sessions, keys and memberships; apps that they own are from then on their
 * organization's. Throws STEP_UP_REQUIRED, LAST_OWNER while an organization has no other owner, and LAST_OPERATOR while the
 * installation has no other operator who may change operators.
 */
export async function deleteAccount(
  ctx: AuthContext & { readonly operators: OperatorRule },
): Promise<void> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const act = { action: "user.delete", target: { kind: "user", id: userId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    await lockOperators(tx);
    const hadWayIn = await hasWayIn(tx, ctx.operators);
    const deleted = await keepingAnOwner(deleteUser(tx, userId));
    if (!deleted) throw new AuthError("USER_NOT_FOUND");
    // An installation that nobody operates may stay so; one that has operators keeps one.
    if (hadWayIn && !(await hasWayIn(tx, ctx.operators))) throw new AuthError("LAST_OPERATOR");
    after.commit(() => ctx.feed.announce("user", userId));
  });
}
