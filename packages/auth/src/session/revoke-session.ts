import { z } from "zod";
import type { SessionContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "./acting-user.ts";
import { announceEnded } from "./announce-ended.ts";
import { deleteOtherSessions, deleteSession } from "./store.ts";

export const revokeSessionInput = z.object({ sessionId: z.string() });

/** Ends one of the acting person's sessions everywhere; SESSION_NOT_FOUND for anybody else's. */
export async function revokeSession(
  ctx: SessionContext,
  input: z.infer<typeof revokeSessionInput>,
): Promise<void> {
  const { userId } = actingUser(ctx);
  const target = { kind: "session", id: input.sessionId };
  await ctx.db.write(ctx, { action: "session.revoke", target }, async (tx, after) => {
    const ended = await deleteSession(tx, userId, input.sessionId);
    if (ended.length === 0) throw new AuthError("SESSION_NOT_FOUND");
    announceEnded(ctx, after, ended);
  });
}

/** Ends every other session of the acting person; answers how many. */
export async function revokeOtherSessions(ctx: SessionContext): Promise<{ revoked: number }> {
  const { userId, sessionId } = actingUser(ctx);
  const target = { kind: "user", id: userId };
  return await ctx.db.write(ctx, { action: "session.revoke", target }, async (tx, after) => {
    const ids = await deleteOtherSessions(tx, userId, sessionId);
    after.note({ revoked: ids.length });
    announceEnded(ctx, after, ids);
    return { revoked: ids.length };
  });
}
