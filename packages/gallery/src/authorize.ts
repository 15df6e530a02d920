import type { GalleryContext } from "./context.ts";
import { GalleryError } from "./errors.ts";
import type { GalleryPermission } from "./permissions.ts";

/** The organization in which the actor may do this; throws NOT_PERMITTED. */
export function authorize(
  ctx: Pick<GalleryContext, "organizationId" | "permissions">,
  permission: GalleryPermission,
): string {
  if (ctx.organizationId === undefined || !ctx.permissions.has(permission)) {
    throw new GalleryError("NOT_PERMITTED");
  }
  return ctx.organizationId;
}
