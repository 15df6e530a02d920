import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { actingUser } from "../session/acting-user.ts";
import { endOtherSessions } from "../session/end-other-sessions.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { makeBackupCodes } from "./backup-codes.ts";
import { sealCodes } from "./sealed-codes.ts";
import { replaceBackupCodes, selectTwoFactor } from "./store.ts";

/** Ten new backup codes, shown once, in place of what was left; ends every other session. Throws TWO_FACTOR_OFF. */
export async function renewBackupCodes(
  ctx: FactorContext,
): Promise<{ readonly backupCodes: readonly string[] }> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const found = await selectTwoFactor(ctx.db.orm, userId);
  if (found === null || !found.verified) throw new AuthError("TWO_FACTOR_OFF");
  const backupCodes = makeBackupCodes(ctx.factors.random);
  const next = sealCodes(ctx.factors, userId, backupCodes);
  const act = { action: "two-factor.renew-backup-codes", target: { kind: "user", id: userId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const read = found.backupCodes;
    if (!(await replaceBackupCodes(tx, userId, { read, next }))) throw new AuthError("CODE_WRONG");
    await endOtherSessions(ctx, tx, after);
  });
  return { backupCodes };
}
