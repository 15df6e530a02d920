import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { countAppsOf, deleteHost, lockHost } from "./store.ts";

/** Removes a host for good; throws HOST_HAS_APPS while it has apps. */
export async function removeHost(ctx: HostsContext, input: { hostId: string }): Promise<void> {
  const organizationId = authorize(ctx, "host.manage");
  const { hostId } = input;
  const target = { kind: "host", id: hostId };
  await ctx.db.write(ctx, { action: "host.remove", target, organizationId }, async (tx, after) => {
    const host = await lockHost(tx, organizationId, hostId);
    if (host === null) throw new HostsError("HOST_NOT_FOUND");
    if ((await countAppsOf(tx, hostId)) > 0) throw new HostsError("HOST_HAS_APPS");
    await deleteHost(tx, hostId, host.machineId);
    after.commit(() => ctx.feed.announce("host", hostId));
  });
}
