import type { HostsContext } from "./context.ts";
import { HostsError } from "./errors.ts";
import type { HostsPermission } from "./permissions.ts";

/** The organization in which the actor may do this; throws NOT_PERMITTED. */
export function authorize(
  ctx: Pick<HostsContext, "organizationId" | "permissions">,
  permission: HostsPermission,
): string {
  if (ctx.organizationId === undefined || !ctx.permissions.has(permission)) {
    throw new HostsError("NOT_PERMITTED");
  }
  return ctx.organizationId;
}
