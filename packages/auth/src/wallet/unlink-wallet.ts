import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { keepAWayIn } from "../security/keep-a-way-in.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { deleteWallet } from "./store.ts";

export const unlinkWalletInput = z.strictObject({ walletId: z.string().min(1).max(64) });

/** Throws WALLET_NOT_FOUND for one that is gone or somebody else's, and LAST_WAY_IN. */
export async function unlinkWallet(
  ctx: FactorContext,
  input: z.output<typeof unlinkWalletInput>,
): Promise<void> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const { walletId } = input;
  const act = { action: "wallet.unlink", target: { kind: "wallet", id: walletId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    await keepAWayIn(tx, userId, async () => {
      const address = await deleteWallet(tx, { userId, walletId });
      if (address === null) throw new AuthError("WALLET_NOT_FOUND");
      after.note({ address });
    });
  });
}
