import { endKeySessions } from "@homeport/coordination";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { authorizeOperators, type OperatorsContext } from "./context.ts";
import { keyIdSchema } from "./key-id.ts";

export const revokeOperatorSessionInput = z.strictObject({
  keyId: keyIdSchema,
  sessionId: z.string().regex(/^[0-9a-f]{32}$/),
});

/** Ends one session of an operator's key, which may sign in again. Throws STEP_UP_REQUIRED and SESSION_NOT_FOUND. */
export async function revokeOperatorSession(
  ctx: OperatorsContext,
  { keyId, sessionId }: z.infer<typeof revokeOperatorSessionInput>,
): Promise<void> {
  await authorizeOperators(ctx);
  const target = { kind: "operator-session", id: sessionId };
  const act = { action: "operator.revoke-session", target, detail: { keyId } };
  await ctx.db.write(ctx, act, async (tx) => {
    const named = { realm: "operator", principal: keyId, sessionId } as const;
    const ended = await endKeySessions(ctx.db.within(tx), named);
    if (ended === 0) throw new AuthError("SESSION_NOT_FOUND");
  });
}
