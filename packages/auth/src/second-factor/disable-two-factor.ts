import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { actingUser } from "../session/acting-user.ts";
import { endOtherSessions } from "../session/end-other-sessions.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { deleteTwoFactor } from "./store.ts";

/** Turns the second factor off, backup codes included, and ends every other session. Throws TWO_FACTOR_OFF. */
export async function disableTwoFactor(ctx: FactorContext): Promise<void> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const act = { action: "two-factor.disable", target: { kind: "user", id: userId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    if (!(await deleteTwoFactor(tx, userId))) throw new AuthError("TWO_FACTOR_OFF");
    await endOtherSessions(ctx, tx, after);
  });
}
