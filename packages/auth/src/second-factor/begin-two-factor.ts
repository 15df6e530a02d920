import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireRecent } from "../step-up/require-recent.ts";
import { sealSecret } from "./sealed-secret.ts";
import { putUnverified } from "./store.ts";
import { base32, secretBytes, totpUri } from "./totp.ts";

/** What an authenticator app is given, as a picture or typed by hand. */
export interface NewTwoFactor {
  readonly uri: string;
  /** Base32. */
  readonly secret: string;
}

/**
 * Makes a secret for an authenticator app. It asks for nothing at sign-in until a code has shown that the app has it.
 * Throws TWO_FACTOR_ON.
 */
export async function beginTwoFactor(ctx: FactorContext): Promise<NewTwoFactor> {
  await requireRecent(ctx);
  const { userId, email } = actingUser(ctx);
  const secret = Buffer.from(ctx.factors.random.bytes(secretBytes));
  const sealed = sealSecret(ctx.factors, userId, secret);
  const act = { action: "two-factor.begin", target: { kind: "user", id: userId } };
  await ctx.db.write(ctx, act, async (tx) => {
    if (!(await putUnverified(tx, userId, sealed))) throw new AuthError("TWO_FACTOR_ON");
  });
  return { uri: totpUri(secret, email), secret: base32(secret) };
}
