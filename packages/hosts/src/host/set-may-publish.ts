import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { lockHost, updateMayPublish } from "./store.ts";

/** Says whether the agent of a host may create apps of its host by itself. */
export async function setMayPublish(
  ctx: HostsContext,
  input: { hostId: string; mayPublish: boolean },
): Promise<void> {
  const organizationId = authorize(ctx, "host.manage");
  const { hostId, mayPublish } = input;
  const act = {
    action: "host.set-may-publish",
    target: { kind: "host", id: hostId },
    organizationId,
    detail: { mayPublish },
  };
  await ctx.db.write(ctx, act, async (tx, after) => {
    if ((await lockHost(tx, organizationId, hostId)) === null) {
      throw new HostsError("HOST_NOT_FOUND");
    }
    await updateMayPublish(tx, hostId, mayPublish);
    after.commit(() => ctx.feed.announce("host", hostId));
  });
}
