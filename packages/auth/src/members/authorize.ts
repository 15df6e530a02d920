import { splitRoles } from "@homeport/gate";
import { AuthError } from "../errors.ts";
import { type Permission, permissionsOf } from "../roles/permissions.ts";
import { actingUser } from "../session/acting-user.ts";
import type { MembersContext } from "./context.ts";

/** Lets pass whose role grants the word; throws NOT_PERMITTED. */
export function authorize(ctx: Pick<MembersContext, "roles">, permission: Permission): void {
  if (!permissionsOf(ctx.roles).has(permission)) throw new AuthError("NOT_PERMITTED");
}

/** Lets pass a person who may change who belongs to the organization; throws NOT_PERMITTED, and KEY_REFUSED. */
export function authorizeChange(ctx: Pick<MembersContext, "roles" | "actor">): void {
  actingUser(ctx);
  authorize(ctx, "member.write");
}

/** Only an owner makes an owner, or touches one; throws NOT_PERMITTED. `role` is a column, so it may be a list. */
export function authorizeRole(ctx: Pick<MembersContext, "roles">, role: string): void {
  if (splitRoles(role).includes("owner") && !ctx.roles.includes("owner")) {
    throw new AuthError("NOT_PERMITTED");
  }
}
