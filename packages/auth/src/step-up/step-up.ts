import { z } from "zod";
import { AuthError } from "../errors.ts";
import type { FactorContext } from "../factors.ts";
import { checkPassword } from "../password/check-password.ts";
import { checkTotp, codeField } from "../second-factor/check-totp.ts";
import { actingUser } from "../session/acting-user.ts";
import { renewAuthentication } from "../session/store.ts";

/** One factor of the acting person. */
export const stepUpInput = z.union([
  z.strictObject({ password: z.string().min(1).max(128) }),
  z.strictObject({ code: codeField }),
]);

/**
 * Shows once more that it is them: for fifteen minutes what is privileged is allowed. Throws PASSWORD_WRONG,
 * CODE_WRONG, LOCKED and TOO_MANY_SIGN_INS; a session that has ended meanwhile is SESSION_NOT_FOUND.
 */
export async function stepUp(
  ctx: FactorContext,
  input: z.output<typeof stepUpInput>,
): Promise<void> {
  const { userId, sessionId } = actingUser(ctx);
  const method = "password" in input ? "password" : "totp";
  if ("password" in input) await showPassword(ctx, input.password);
  else await showCode(ctx, input.code);
  const act = { action: "session.step-up", target: { kind: "session", id: sessionId } };
  await ctx.db.write(ctx, { ...act, detail: { method } }, async (tx) => {
    const renewed = await renewAuthentication(
      tx,
      { userId, sessionId },
      method === "password" ? 1 : 2,
    );
    if (!renewed) throw new AuthError("SESSION_NOT_FOUND");
  });
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
