import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { lockApp } from "./lifecycle-store.ts";
import { deleteApp } from "./store.ts";

/** Removes an app with its addresses and rules; its address is unknown from then on, and its visitors are cut. */
export async function removeApp(ctx: HostsContext, input: { appId: string }): Promise<void> {
  const organizationId = authorize(ctx, "app.write");
  const { appId } = input;
  const target = { kind: "app", id: appId };
  await ctx.db.write(ctx, { action: "app.remove", target, organizationId }, async (tx, after) => {
    const app = await lockApp(tx, appId);
    if (app?.organizationId === organizationId && app.runtime !== "none") {
      throw new HostsError("APP_MANAGED");
    }
    const removed = await deleteApp(tx, organizationId, appId);
    if (removed === null) throw new HostsError("APP_NOT_FOUND");
    after.commit(() => ctx.feed.announce("app.gate", appId));
  });
}
