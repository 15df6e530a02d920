import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { lockHost } from "../host/store.ts";
import { readMachineName } from "./name.ts";
import { updateMachineName } from "./store.ts";

/** The only way by which a machine's name changes; throws MACHINE_NAME_INVALID. */
export async function renameMachine(
  ctx: HostsContext,
  input: { hostId: string; name: string },
): Promise<{ name: string }> {
  const organizationId = authorize(ctx, "host.manage");
  const name = readMachineName(input.name);
  const act = {
    action: "host.rename",
    target: { kind: "host", id: input.hostId },
    organizationId,
    detail: { name },
  };
  return await ctx.db.write(ctx, act, async (tx, after) => {
    const host = await lockHost(tx, organizationId, input.hostId);
    if (host === null) throw new HostsError("HOST_NOT_FOUND");
    await updateMachineName(tx, host.machineId, name);
    after.commit(() => ctx.feed.announce("host", input.hostId));
    return { name };
  });
}
