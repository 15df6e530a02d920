import type { GateContext } from "./context.ts";
import { GateError } from "./errors.ts";
import type { GatePermission } from "./permissions.ts";

/**
 * The organization in which the actor may do this. What somebody may not even look at is APP_NOT_FOUND, so that
 * ids cannot be probed; what they may look at but not change is NOT_PERMITTED.
 */
export function authorize(ctx: GateContext, permission: GatePermission): string {
  if (ctx.organizationId === undefined || !ctx.permissions.has("app.read")) {
    throw new GateError("APP_NOT_FOUND");
  }
  if (!ctx.permissions.has(permission)) throw new GateError("NOT_PERMITTED");
  return ctx.organizationId;
}

/** The same for identities: what is not shown to somebody is IDENTITY_NOT_FOUND. */
export function authorizeIdentities(
  ctx: GateContext,
  permission: "identity.read" | "identity.write",
): string {
  if (ctx.organizationId === undefined || !ctx.permissions.has("identity.read")) {
    throw new GateError("IDENTITY_NOT_FOUND");
  }
  if (!ctx.permissions.has(permission)) throw new GateError("NOT_PERMITTED");
  return ctx.organizationId;
}
