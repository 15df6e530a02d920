import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { keepAWayIn } from "../security/keep-a-way-in.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { deletePasskey } from "./store.ts";

export const removePasskeyInput = z.strictObject({ passkeyId: z.string().min(1).max(64) });

/** Throws PASSKEY_NOT_FOUND for one that is gone or somebody else's, and LAST_WAY_IN. */
export async function removePasskey(
  ctx: FactorContext,
  input: z.output<typeof removePasskeyInput>,
): Promise<void> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const { passkeyId } = input;
  const act = { action: "passkey.remove", target: { kind: "passkey", id: passkeyId } };
  await ctx.db.write(ctx, act, async (tx) => {
    await keepAWayIn(tx, userId, async () => {
      if (!(await deletePasskey(tx, { userId, passkeyId }))) {
        throw new AuthError("PASSKEY_NOT_FOUND");
      }
    });
  });
}
