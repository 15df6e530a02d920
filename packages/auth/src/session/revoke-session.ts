import { z } from "zod";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "./acting-user.ts";
import { deleteOtherSessions, deleteSession } from "./store.ts";

export const revokeSessionInput = z.object({ sessionId: z.string() });

/** Ends one of the acting person's sessions everywhere; SESSION_NOT_FOUND for anybody else's. */
export async function revokeSession(
  ctx: AuthContext,
  input: z.infer<typeof revokeSessionInput>,
): Promise<void> {
  const { userId } = actingUser(ctx);
  const target = { kind: "session", id: input.sessionId };
  await ctx.db.write(ctx, { action: "session.revoke", target }, async (tx, after) => {
    const [id] = await deleteSession(tx, userId, input.sessionId);
    if (id === undefined) throw new AuthError("SESSION_NOT_FOUND");
    after.commit(() => ctx.feed.announce("session", id));
  });
}

/** Ends every other session of the acting person; answers how many. */
export async function revokeOtherSessions(ctx: AuthContext): Promise<{ revoked: number }> {
  const { userId, sessionId } = actingUser(ctx);
  const target = { kind: "user", id: userId };
  return await ctx.db.write(ctx, { action: "session.revoke", target }, async (tx, after) => {
    const ids = await deleteOtherSessions(tx, userId, sessionId);
    after.note({ revoked: ids.length });
    for (const id of ids) after.commit(() => ctx.feed.announce("session", id));
    return { revoked: ids.length };
  });
}
