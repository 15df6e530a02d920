import { z } from "zod";
import type { AuthContext } from "../context.ts";
import { AuthError } from "../errors.ts";
import { actingUser } from "../session/acting-user.ts";
import { markRevoked } from "./store.ts";

export const revokeKeyInput = z.strictObject({ keyId: z.string().min(1).max(64) });

/** Ends one of the acting person's keys everywhere; KEY_NOT_FOUND for anybody else's. */
export async function revokeKey(
  ctx: AuthContext,
  input: z.infer<typeof revokeKeyInput>,
): Promise<void> {
  const { userId } = actingUser(ctx);
  const { keyId } = input;
  const act = { action: "key.revoke", target: { kind: "key", id: keyId } };
  await ctx.db.write(ctx, act, async (tx, after) => {
    if (!(await markRevoked(tx, userId, keyId))) throw new AuthError("KEY_NOT_FOUND");
    after.commit(() => ctx.feed.announce("key", keyId));
  });
}
