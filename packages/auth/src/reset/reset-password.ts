import type { Keys, RequestContext } from "@homeport/platform";
import { z } from "zod";
import type { SessionContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { putPasswordHash } from "../password/store.ts";
import { announceEnded } from "../session/announce-ended.ts";
import { accountKey } from "../sign-in/account-key.ts";
import { forgetTries } from "../sign-in/store.ts";
import { passwordLength } from "../sign-up/sign-up.ts";
import { hashResetToken } from "./link.ts";
import { deleteSessionsOf, findReset, takeReset } from "./store.ts";

export const resetPasswordInput = z.object({
  token: z.string().min(1).max(64),
  password: z.string().min(passwordLength.min).max(passwordLength.max),
});

export interface ResetPasswordDeps extends Pick<SessionContext, "db" | "feed" | "log"> {
  readonly keys: Keys;
  readonly hashPassword: (password: string) => Promise<string>;
}

/**
 * Gives the person whose link it is a new password and ends all their sessions; they sign in anew, with their second
 * factor where they have one. Throws RESET_LINK_INVALID for a link that was used, replaced, or has run out.
 */
export async function resetPassword(
  deps: ResetPasswordDeps,
  ctx: RequestContext,
  input: z.infer<typeof resetPasswordInput>,
): Promise<void> {
  const tokenHash = hashResetToken(input.token);
  const found = tokenHash === null ? null : await findReset(deps.db.orm, tokenHash);
  if (tokenHash === null || found === null) throw new AuthError("RESET_LINK_INVALID");
  // Outside of the transaction: a hash takes long, and waits for those of others.
  const passwordHash = await deps.hashPassword(input.password);
  const { userId } = found;
  const actor = { kind: "user", sessionId: "", ...found } as const;
  const act = { action: "user.reset-password", target: { kind: "user", id: userId } };
  await deps.db.write({ ...ctx, actor }, act, async (tx, after) => {
    if (!(await takeReset(tx, tokenHash))) throw new AuthError("RESET_LINK_INVALID");
    await putPasswordHash(tx, userId, passwordHash);
    // Who was locked out, by guesses of others perhaps, gets in with the new one.
    const userKey = accountKey(deps.keys, { kind: "email", email: found.email });
    await forgetTries(tx, { userKey, method: "password" });
    announceEnded(deps, after, await deleteSessionsOf(tx, userId));
  });
}
