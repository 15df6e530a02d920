import { z } from "zod";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "../session/acting-user.ts";
import { requireGrantor } from "../step-up/require-grantor.ts";
import { answerCode, insertApproval } from "./store.ts";

export const answerCodeInput = z.object({ userCode: z.string().min(1).max(64) });

type AnswerContext = Pick<AuthContext, "db" | "actor" | "address" | "requestId">;

/**
 * Lets the program that shows this code be signed in as the acting person, with the standing of this session. Throws
 * STEP_UP_REQUIRED, and DEVICE_CODE_INVALID for a code that is unknown, has expired, was answered, or was looked at
 * by somebody else first.
 */
export async function approveCode(
  ctx: AnswerContext,
  input: z.infer<typeof answerCodeInput>,
): Promise<void> {
  await requireGrantor(ctx);
  const { sessionId } = actingUser(ctx);
  const act = { action: "cli.approve", target: { kind: "session", id: sessionId } };
  await ctx.db.write(ctx, act, async (tx) => {
    const deviceCode = await answer(ctx, input, (named) => answerCode(tx, named, "approved"));
    await insertApproval(tx, { deviceCode, sessionId });
  });
}

/** Tells the program that shows this code no. Throws DEVICE_CODE_INVALID. */
export async function denyCode(
  ctx: AnswerContext,
  input: z.infer<typeof answerCodeInput>,
): Promise<void> {
  const { userId } = actingUser(ctx);
  const act = { action: "cli.deny", target: { kind: "user", id: userId } };
  await ctx.db.write(ctx, act, async (tx) => {
    await answer(ctx, input, (named) => answerCode(tx, named, "denied"));
  });
}

async function answer(
  ctx: AnswerContext,
  input: z.infer<typeof answerCodeInput>,
  write: (named: { userCode: string; userId: string }) => Promise<string | null>,
): Promise<string> {
  const { userId } = actingUser(ctx);
  const userCode = input.userCode.toUpperCase().replace(/[^0-9A-Z]/g, "");
  const deviceCode = await write({ userCode, userId });
  if (deviceCode === null) throw new AuthError("DEVICE_CODE_INVALID");
  return deviceCode;
}
