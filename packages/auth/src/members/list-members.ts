import { splitRoles } from "@homeport/gate";
import { cursorScope, type Page, type PageInput, readPage } from "@homeport/platform";
import type { Membership } from "../roles/membership.ts";
import { authorize } from "./authorize.ts";
import type { MembersContext } from "./context.ts";
import { selectMembers } from "./store.ts";

export interface MemberRow {
  readonly memberId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: Membership["roles"];
  readonly joinedAt: Date;
}

/** Who belongs to the organization, in the order in which they joined. */
export async function listMembers(ctx: MembersContext, input: PageInput): Promise<Page<MemberRow>> {
  authorize(ctx, "member.read");
  const { organizationId } = ctx;
  const plan = {
    kind: "members.list",
    scope: cursorScope(organizationId),
    positionOf: (row: MemberRow) => [row.memberId],
  };
  return await readPage(ctx.cursors, plan, input, async (after, count) => {
    const afterId = after === null ? null : String(after[0]);
    const rows = await selectMembers(ctx.db.orm, organizationId, afterId, count);
    return rows.map(({ role, ...row }) => ({ ...row, roles: splitRoles(role) }));
  });
}
