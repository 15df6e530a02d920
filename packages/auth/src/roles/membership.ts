import { splitRoles } from "@homeport/gate";
import type { AuthContext } from "../context.ts";
import { selectMemberships } from "./store.ts";

/** An organization that a person belongs to, with the roles held there now. */
export interface Membership {
  readonly organizationId: string;
  readonly name: string;
  readonly slug: string;
  readonly roles: readonly ("owner" | "admin" | "member")[];
}

/** The organizations of a person with live roles, the oldest membership first. */
export async function listMemberships(
  ctx: Pick<AuthContext, "db">,
  input: { readonly userId: string },
): Promise<Membership[]> {
  const rows = await selectMemberships(ctx.db.orm, input.userId);
  return rows.map(({ role, ...organization }) => ({ ...organization, roles: splitRoles(role) }));
}
