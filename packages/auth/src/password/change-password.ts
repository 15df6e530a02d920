import { hashPassword } from "better-auth/crypto";
import { z } from "zod";
import type { FactorContext } from "../factors.ts";
import { actingUser } from "../session/acting-user.ts";
import { endOtherSessions } from "../session/end-other-sessions.ts";
import { passwordLength } from "../sign-up/sign-up.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { putPasswordHash } from "./store.ts";

export const changePasswordInput = z.strictObject({
  password: z.string().min(passwordLength.min).max(passwordLength.max),
});

/** Gives the acting person another password, or a first one, and ends every other session. */
export async function changePassword(
  ctx: FactorContext,
  input: z.output<typeof changePasswordInput>,
): Promise<void> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  // Outside of the transaction: a hash takes long, and waits for those of others.
  const hash = await ctx.factors.hashes.run(() => hashPassword(input.password));
  const act = { action: "user.change-password", target: { kind: "user", id: userId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    await putPasswordHash(tx, userId, hash);
    await endOtherSessions(ctx, tx, after);
  });
}
