import { cursorScope, type Page, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../members/authorize.ts";
import type { MembersContext } from "../members/context.ts";
import { selectPending } from "./store.ts";

export interface InvitationRow {
  readonly invitationId: string;
  readonly email: string;
  readonly role: string;
  /** Name of whoever made it. */
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Invitations that were not answered yet, the oldest first. */
export async function listInvitations(
  ctx: MembersContext,
  input: PageInput,
): Promise<Page<InvitationRow>> {
  authorize(ctx, "member.read");
  const { organizationId } = ctx;
  const plan = {
    kind: "members.invitations",
    scope: cursorScope(organizationId),
    positionOf: (row: InvitationRow) => [row.invitationId],
  };
  return await readPage(ctx.cursors, plan, input, async (after, count) => {
    const afterId = after === null ? null : String(after[0]);
    const rows = await selectPending(ctx.db.orm, organizationId, afterId, count);
    return rows.map(({ role, ...row }) => ({ ...row, role: role ?? "member" }));
  });
}
