import type { AfterCommit, Tx } from "@homeport/db";
import { z } from "zod";
import { AuthError } from "../errors.ts";
import { actingUser } from "../session/acting-user.ts";
import { authorizeChange, authorizeRole } from "./authorize.ts";
import type { MembersContext } from "./context.ts";
import { deleteMember, lockMember } from "./store.ts";

export const removeMemberInput = z.strictObject({ userId: z.string().min(1).max(64) });

/** What else of theirs in the organization ends with a membership, in its transaction. */
export type OnMemberGone = (
  work: { readonly tx: Tx; readonly after: AfterCommit },
  gone: { readonly organizationId: string; readonly userId: string },
) => Promise<void>;

/**
 * Ends somebody's membership: within a second nothing of the organization lets them in. Only owners remove owners.
 * Throws MEMBER_NOT_FOUND, NOT_PERMITTED and LAST_OWNER.
 */
export async function removeMember(
  ctx: MembersContext,
  input: z.infer<typeof removeMemberInput>,
  onGone: OnMemberGone,
): Promise<void> {
  authorizeChange(ctx);
  await endMembership(ctx, input.userId, "member.remove", onGone);
}

/** Ends one's own membership; throws LAST_OWNER. */
export async function leaveOrganization(ctx: MembersContext, onGone: OnMemberGone): Promise<void> {
  await endMembership(ctx, actingUser(ctx).userId, "member.leave", onGone);
}

async function endMembership(
  ctx: MembersContext,
  userId: string,
  action: "member.remove" | "member.leave",
  onGone: OnMemberGone,
): Promise<void> {
  const gone = { organizationId: ctx.organizationId, userId };
  const act = { action, target: { kind: "user", id: userId }, organizationId: ctx.organizationId };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const role = await lockMember(tx, gone);
    if (role === null) throw new AuthError("MEMBER_NOT_FOUND");
    authorizeRole(ctx, role);
    after.note({ role });
    await deleteMember(tx, gone);
    await onGone({ tx, after }, gone);
    after.commit(() => ctx.feed.announce("member", userId));
  });
}
