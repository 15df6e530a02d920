import { violatedConstraint } from "@homeport/db";
import { newId, type RequestContext } from "@homeport/platform";
import { AuthError } from "../errors.ts";
import { readSignUpRule, type SignUpDeps } from "../sign-up/sign-up.ts";
import type { WalletMessage } from "./check-message.ts";
import { findWalletUser, insertWallet, insertWalletUser } from "./store.ts";

/**
 * Whose wallet this is, known or new. A new person is made only where sign-up is open, and never as the first one, who
 * has to be able to show a setup code. Throws SIGN_UP_CLOSED.
 */
export async function findOrMakeWalletUser(
  deps: Pick<SignUpDeps, "db" | "stage" | "signUp">,
  ctx: RequestContext,
  { address, chainId }: WalletMessage,
): Promise<string> {
  const known = await findWalletUser(deps.db.orm, address);
  if (known !== null) return known;
  const rule = await readSignUpRule(deps);
  if (!rule.open || rule.first) throw new AuthError("SIGN_UP_CLOSED");
  const user = { id: newId(), ...placeholders(address) };
  const { id: userId, name, email } = user;
  const actor = { kind: "user", userId, sessionId: "", name, email } as const;
  const act = { action: "user.sign-up", target: { kind: "user", id: userId } };
  try {
    await deps.db.write({ ...ctx, actor }, { ...act, detail: { address } }, async (tx) => {
      await insertWalletUser(tx, user);
      await insertWallet(tx, { userId, address, chainId });
    });
    return userId;
  } catch (error) {
    // The same wallet signed up a moment ago, elsewhere.
    const made =
      violatedConstraint(error) === null ? null : await findWalletUser(deps.db.orm, address);
    if (made === null) throw error;
    return made;
  }
}

/** What a wallet does not tell. Mail to `.invalid` reaches nobody (RFC 2606). */
function placeholders(address: string): { name: string; email: string } {
  return {
    name: `${address.slice(0, 6)}…${address.slice(-4)}`,
    email: `${address.toLowerCase()}@wallet.invalid`,
  };
}
