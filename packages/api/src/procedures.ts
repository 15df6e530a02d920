import { actorOf, type Permission, permissionsOf } from "@homeport/auth";
import { isHomeportError, type RequestContext } from "@homeport/platform";
import { chooseOrganization } from "./context/organization.ts";
import { toTrpcError } from "./error-map.ts";
import { ApiError } from "./errors.ts";
import { refuseForeignOrigin } from "./origin.ts";
import { takeRate } from "./rate.ts";
import { trpc } from "./trpc.ts";

/** Every refusal of a domain becomes tRPC's own, here and nowhere else. */
const translated = trpc.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok && isHomeportError(result.error.cause)) throw toTrpcError(result.error.cause);
  return result;
});

/** Open to strangers. Limited by address. */
export const publicProcedure = translated.meta({ who: "anyone" }).use(async ({ ctx, next }) => {
  takeRate(ctx, null);
  return await next();
});

/**
 * Open to whoever has a live session. Limited by person. For a change the session is read from Postgres, whatever the
 * cookie says, and a cookie counts only from the console's own pages.
 */
export const signedInProcedure = translated
  .meta({ who: "signed-in" })
  .use(async ({ ctx, type, next }) => {
    const session = await ctx.readSession({ fresh: type === "mutation" });
    takeRate(ctx, session?.userId ?? null);
    if (session === null) throw new ApiError("SIGN_IN_REQUIRED");
    if (type === "mutation") refuseForeignOrigin(ctx.headers, ctx.deps.webUrl);
    const acting: RequestContext = {
      actor: actorOf(session),
      address: ctx.address,
      requestId: ctx.requestId,
    };
    return await next({ ctx: { session, acting } });
  });

/**
 * Open to members of an organization whose role grants `permission`. The organization is the one that
 * the header `Homeport-Organization` names by id or slug, else the person's oldest.
 */
export function inOrganization(permission: Permission) {
  return signedInProcedure.meta({ who: permission }).use(async ({ ctx, next }) => {
    const organization = chooseOrganization(await ctx.readMemberships(), ctx.headers);
    const permissions = permissionsOf(organization.roles);
    if (!permissions.has(permission)) throw new ApiError("NOT_PERMITTED");
    const acting = { ...ctx.acting, organizationId: organization.organizationId, permissions };
    return await next({
      ctx: {
        organization,
        permissions,
        acting,
        hosts: { ...ctx.deps.hosts, ...acting },
        gate: { ...ctx.deps.gate, ...acting },
      },
    });
  });
}
