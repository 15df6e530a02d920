import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { isAppOf, lockHost, updateDefaultApp } from "./store.ts";

/** Says which app answers at the host's own address, or none. Throws HOST_NOT_FOUND and APP_NOT_FOUND. */
export async function setDefaultApp(
  ctx: HostsContext,
  input: { hostId: string; appId: string | null },
): Promise<void> {
  const organizationId = authorize(ctx, "host.manage");
  const { hostId, appId } = input;
  const act = {
    action: "host.set-default-app",
    target: { kind: "host", id: hostId },
    organizationId,
    detail: { appId },
  };
  await ctx.db.write(ctx, act, async (tx, after) => {
    if ((await lockHost(tx, organizationId, hostId)) === null) {
      throw new HostsError("HOST_NOT_FOUND");
    }
    if (appId !== null && !(await isAppOf(tx, hostId, appId))) {
      throw new HostsError("APP_NOT_FOUND");
    }
    await updateDefaultApp(tx, hostId, appId);
    after.commit(() => ctx.feed.announce("host", hostId));
  });
}
