import type { VaultsContext } from "../context.ts";
import { VaultsError } from "../errors.ts";
import type { VaultsPermission } from "../permissions.ts";
import { readerOf, requireReader } from "./reader.ts";

/**
 * The organization of a vault with which the actor may do this. What they may not even see is VAULT_NOT_FOUND; what they
 * may see but not do is FORBIDDEN, and leaves a row in the audit.
 */
export async function authorizeVault(
  ctx: VaultsContext,
  permission: VaultsPermission,
  action: string,
  vaultId: string,
): Promise<string> {
  await requireReader(ctx, readerOf(ctx), vaultId);
  if (ctx.organizationId !== undefined && ctx.permissions.has(permission)) {
    return ctx.organizationId;
  }
  return await deny(ctx, permission, action, vaultId);
}

/** Throws FORBIDDEN, on record. */
export async function deny(
  ctx: VaultsContext,
  permission: VaultsPermission,
  action: string,
  vaultId: string,
): Promise<never> {
  await ctx.db.audit(ctx, {
    action: "vault.denied",
    target: { kind: "vault", id: vaultId },
    outcome: "denied",
    errorCode: "FORBIDDEN",
    detail: { action, permission },
  });
  throw new VaultsError("FORBIDDEN");
}
