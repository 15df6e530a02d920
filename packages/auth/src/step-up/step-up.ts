import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { type Assertion, assertionSchema } from "../passkey/responses.ts";
import { verifyPasskey } from "../passkey/verify-passkey.ts";
import { checkPassword } from "../password/check-password.ts";
import { checkTotp, codeField } from "../second-factor/check-totp.ts";
import { actingUser } from "../session/acting-user.ts";
import { renewAuthentication } from "../session/store.ts";

/** One factor of the acting person. */
export const stepUpInput = z.union([
  z.strictObject({ password: z.string().min(1).max(128) }),
  z.strictObject({ code: codeField }),
  z.strictObject({ passkey: assertionSchema }),
]);
type Shown = z.output<typeof stepUpInput>;

/**
 * Shows once more that it is them: for fifteen minutes what is privileged is allowed. Throws PASSWORD_WRONG,
 * CODE_WRONG, PASSKEY_REFUSED, PASSKEY_UNVERIFIED, LOCKED and TOO_MANY_SIGN_INS; a session that has ended meanwhile is SESSION_NOT_FOUND.
 */
export async function stepUp(ctx: FactorContext, input: Shown): Promise<void> {
  const { userId, sessionId } = actingUser(ctx);
  const method = await show(ctx, input);
  const assurance = method === "password" ? 1 : 2;
  const act = { action: "session.step-up", target: { kind: "session", id: sessionId } };
  await ctx.db.write(ctx, { ...act, detail: { method } }, async (tx) => {
    if (!(await renewAuthentication(tx, { userId, sessionId }, assurance))) {
      throw new AuthError("SESSION_NOT_FOUND");
    }
  });
}

async function show(ctx: FactorContext, input: Shown): Promise<"password" | "totp" | "passkey"> {
  if ("password" in input) {
    await showPassword(ctx, input.password);
    return "password";
  }
  if ("code" in input) {
    await showCode(ctx, input.code);
    return "totp";
  }
  await showPasskey(ctx, input.passkey);
  return "passkey";
}

async function showPasskey(ctx: FactorContext, response: Assertion): Promise<void> {
  const { userId } = actingUser(ctx);
  const deps = { db: ctx.db, webUrl: ctx.factors.webUrl };
  const shown = { purpose: "step-up", challengedFor: userId, response } as const;
  const passkey = await verifyPasskey(deps, ctx, shown);
  if (passkey.userId !== userId) throw new AuthError("PASSKEY_REFUSED");
}

async function showPassword(ctx: FactorContext, password: string): Promise<void> {
  const { userId, email } = actingUser(ctx);
  const { tries, hashes } = ctx.factors;
  const attempt = {
    method: "password",
    account: { kind: "email", email },
    wrong: "PASSWORD_WRONG",
  } as const;
  const right = await tries.run(ctx, attempt, async () => {
    const value = await checkPassword({ db: ctx.db, hashes }, userId, password);
    return { right: value, value };
  });
  if (!right) throw new AuthError("PASSWORD_WRONG");
}

async function showCode(ctx: FactorContext, code: string): Promise<void> {
  const { userId } = actingUser(ctx);
  const { tries, keys } = ctx.factors;
  const attempt = {
    method: "totp",
    account: { kind: "user", userId },
    wrong: "CODE_WRONG",
  } as const;
  const right = await tries.run(ctx, attempt, async () => {
    const value = await checkTotp({ db: ctx.db, keys }, userId, code);
    return { right: value, value };
  });
  if (!right) throw new AuthError("CODE_WRONG");
}
