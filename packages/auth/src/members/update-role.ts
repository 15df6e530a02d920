import { z } from "zod";
import { AuthError } from "../errors.ts";
import { authorizeChange, authorizeRole } from "./authorize.ts";
import type { MembersContext } from "./context.ts";
import { lockMember, updateRole } from "./store.ts";

export const memberRole = z.enum(["owner", "admin", "member"]);

export const updateMemberRoleInput = z.strictObject({
  userId: z.string().min(1).max(64),
  role: memberRole,
});

/**
 * Gives a member another role. Only owners make owners, or change what one may do. Throws MEMBER_NOT_FOUND,
 * NOT_PERMITTED and LAST_OWNER.
 */
export async function updateMemberRole(
  ctx: MembersContext,
  input: z.infer<typeof updateMemberRoleInput>,
): Promise<void> {
  authorizeChange(ctx);
  authorizeRole(ctx, input.role);
  const { organizationId } = ctx;
  const { userId, role } = input;
  const act = { action: "member.role", target: { kind: "user", id: userId }, organizationId };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const before = await lockMember(tx, { organizationId, userId });
    if (before === null) throw new AuthError("MEMBER_NOT_FOUND");
    authorizeRole(ctx, before);
    after.note({ before, after: role });
    await updateRole(tx, { organizationId, userId }, role);
    after.commit(() => ctx.feed.announce("member", userId));
  });
}
