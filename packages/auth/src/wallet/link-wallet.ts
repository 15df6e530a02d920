import { violatedConstraint } from "@homeport/db";
import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { insertWallet } from "./store.ts";
import { type SignedMessage, verifyWallet } from "./verify-wallet.ts";

/** Lets the acting person sign in with a wallet, too. Throws WALLET_REFUSED, and WALLET_TAKEN for somebody else's. */
export async function linkWallet(
  ctx: FactorContext,
  input: SignedMessage,
): Promise<{ readonly address: string }> {
  await requireRecent(ctx);
  const { userId } = actingUser(ctx);
  const { webUrl, chains } = ctx.factors;
  const wallet = await verifyWallet({ db: ctx.db, webUrl, chains }, input);
  if (wallet === null) throw new AuthError("WALLET_REFUSED");
  const { address, chainId } = wallet;
  const act = { action: "wallet.link", target: { kind: "wallet", id: address } };
  try {
    await ctx.db.write(ctx, { ...act, detail: { chainId } }, (tx) =>
      insertWallet(tx, { userId, address, chainId }),
    );
  } catch (error) {
    if (violatedConstraint(error) === null) throw error;
    throw new AuthError("WALLET_TAKEN", { cause: error });
  }
  return { address };
}
