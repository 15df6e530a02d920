import { z } from "zod";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "./acting-user.ts";
import { updateSessionLabel } from "./store.ts";

export const renameSessionInput = z.strictObject({
  sessionId: z.string().min(1).max(64),
  label: z.string().trim().min(1).max(60),
});

/** Gives one of the acting person's sessions another name; SESSION_NOT_FOUND for anybody else's. */
export async function renameSession(
  ctx: Pick<AuthContext, "db" | "actor" | "address" | "requestId">,
  input: z.output<typeof renameSessionInput>,
): Promise<void> {
  const { userId } = actingUser(ctx);
  const { sessionId, label } = input;
  const act = { action: "session.rename", target: { kind: "session", id: sessionId } };
  await ctx.db.write(ctx, { ...act, detail: { label } }, async (tx) => {
    const renamed = await updateSessionLabel(tx, { userId, sessionId, label });
    if (!renamed) throw new AuthError("SESSION_NOT_FOUND");
  });
}
