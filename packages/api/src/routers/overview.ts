import { readOverview } from "@homeport/hosts";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";

export const overviewRouter = trpc.router({
  /** Counts of the organization's hosts and apps, for the first page. */
  get: inOrganization("host.read").query(async ({ ctx }) => ({
    organization: {
      organizationId: ctx.organization.organizationId,
      name: ctx.organization.name,
      slug: ctx.organization.slug,
      roles: [...ctx.organization.roles],
    },
    ...(await readOverview(ctx.hosts)),
  })),
});
