import { actorOf, permissionsOf } from "@homeport/auth";
import type { HostsContext } from "@homeport/hosts";
import { ApiError } from "../errors.ts";
import { refuseForeignOrigin } from "../origin.ts";
import { takeAddressRate } from "../rate.ts";
import { chooseOrganization } from "./organization.ts";
import type { ApiContext } from "./request.ts";

/**
 * On whose behalf a machine enrols. With a code the code says everything, and whoever happens to be signed in
 * does not matter; without one the signed-in person does it in their organization.
 */
export async function actOnEnrolment(ctx: ApiContext, byCode: boolean): Promise<HostsContext> {
  const request = { address: ctx.address, requestId: ctx.requestId };
  if (byCode) {
    await takeAddressRate(ctx, "enrolment-code");
    return {
      ...ctx.deps.hosts,
      ...request,
      actor: { kind: "anonymous" },
      permissions: new Set(),
    };
  }
  const session = await ctx.readSession({ fresh: true });
  if (session === null) throw new ApiError("SIGN_IN_REQUIRED");
  refuseForeignOrigin(ctx.headers, ctx.deps.webUrl);
  const organization = chooseOrganization(await ctx.readMemberships(), ctx.headers);
  return {
    ...ctx.deps.hosts,
    ...request,
    actor: actorOf(session),
    organizationId: organization.organizationId,
    permissions: permissionsOf(organization.roles),
  };
}
