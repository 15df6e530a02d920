import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { actingUser } from "../session/acting-user.ts";
import { endOtherSessions } from "../session/end-other-sessions.ts";
import { renewAuthentication } from "../session/store.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { makeBackupCodes } from "./backup-codes.ts";
import { codeField } from "./check-totp.ts";
import { sealCodes } from "./sealed-codes.ts";
import { openSecret } from "./sealed-secret.ts";
import { selectTwoFactor, setVerified } from "./store.ts";
import { matchStep } from "./totp.ts";

export const enableTwoFactorInput = z.strictObject({ code: codeField });

/**
 * Turns the second factor on with a first correct code, and ends every other session. Answers the backup codes, which
 * nobody is shown again. Throws CODE_WRONG, TWO_FACTOR_ON, and TWO_FACTOR_OFF before a secret was made.
 */
export async function enableTwoFactor(
  ctx: FactorContext,
  input: z.output<typeof enableTwoFactorInput>,
): Promise<{ readonly backupCodes: readonly string[] }> {
  await requireRecent(ctx);
  const { userId, sessionId } = actingUser(ctx);
  const { keys, random } = ctx.factors;
  const found = await selectTwoFactor(ctx.db.orm, userId);
  if (found === null) throw new AuthError("TWO_FACTOR_OFF");
  if (found.verified) throw new AuthError("TWO_FACTOR_ON");
  const secret = openSecret(keys, userId, found.secret);
  const step = matchStep(secret, input.code, found.nowMs);
  if (step === null) throw new AuthError("CODE_WRONG");
  const backupCodes = makeBackupCodes(random);
  const sealed = sealCodes(ctx.factors, userId, backupCodes);
  const act = { action: "two-factor.enable", target: { kind: "user", id: userId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const factor = { userId, secret: found.secret, step, backupCodes: sealed };
    if (!(await setVerified(tx, factor))) throw new AuthError("CODE_WRONG");
    await renewAuthentication(tx, { userId, sessionId }, 2);
    await endOtherSessions(ctx, tx, after);
  });
  return { backupCodes };
}
