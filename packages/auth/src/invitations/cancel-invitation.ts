import { z } from "zod";
import { AuthError } from "../errors.ts";
import { authorizeChange } from "../members/authorize.ts";
import type { MembersContext } from "../members/context.ts";
import { cancelPending } from "./store.ts";

export const cancelInvitationInput = z.strictObject({ invitationId: z.string().min(1).max(64) });

/** Takes back an invitation that was not answered yet; throws INVITATION_NOT_FOUND. */
export async function cancelInvitation(
  ctx: MembersContext,
  input: z.infer<typeof cancelInvitationInput>,
): Promise<void> {
  authorizeChange(ctx);
  const { organizationId } = ctx;
  const { invitationId } = input;
  const target = { kind: "invitation", id: invitationId };
  await ctx.db.write(ctx, { action: "member.uninvite", target, organizationId }, async (tx) => {
    const cancelled = await cancelPending(tx, organizationId, invitationId);
    if (!cancelled) throw new AuthError("INVITATION_NOT_FOUND");
  });
}
