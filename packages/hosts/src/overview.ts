import { countApps } from "./app/store.ts";
import { authorize } from "./authorize.ts";
import type { HostsContext } from "./context.ts";
import { countHosts } from "./host/store.ts";

/** Counts of the organization's active hosts and of its apps. */
export async function readOverview(
  ctx: HostsContext,
): Promise<{ hosts: { total: number; online: number }; apps: { total: number } }> {
  const organizationId = authorize(ctx, "host.read");
  const hosts = await countHosts(ctx.db.orm, organizationId);
  return { hosts, apps: { total: await countApps(ctx.db.orm, organizationId) } };
}
