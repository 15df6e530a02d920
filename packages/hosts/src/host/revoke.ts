import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { lockHost, markRevoked } from "./store.ts";

/** Ends a host: its keys open no tunnel any more, and its live tunnels close within a second. */
export async function revokeHost(ctx: HostsContext, input: { hostId: string }): Promise<void> {
  const organizationId = authorize(ctx, "host.manage");
  const { hostId } = input;
  const target = { kind: "host", id: hostId };
  await ctx.db.write(ctx, { action: "host.revoke", target, organizationId }, async (tx, after) => {
    const host = await lockHost(tx, organizationId, hostId);
    if (host === null) throw new HostsError("HOST_NOT_FOUND");
    if (host.status === "revoked") return;
    await markRevoked(tx, hostId);
    after.commit(() => ctx.feed.announce("host", hostId));
  });
}
