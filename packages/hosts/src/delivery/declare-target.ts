import { readHostApps } from "../app/read-host-apps.ts";
import { readTarget } from "../app/target.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { findDelivery, forgetTarget, updateDelivery } from "./store.ts";

/**
 * The host's agent says again where one of its apps listens. A target that was set in the console stays.
 * Only the host itself may do this; anybody else's app is APP_NOT_FOUND.
 */
export async function declareTarget(
  ctx: HostsContext,
  input: { appId: string; target: string },
): Promise<void> {
  const { actor, organizationId } = ctx;
  if (actor.kind !== "host" || organizationId === undefined) throw new HostsError("NOT_PERMITTED");
  const { appId } = input;
  const own = await readHostApps(ctx, { hostId: actor.hostId });
  const current = await findDelivery(ctx.db.orm, organizationId, appId);
  if (current === null || !own.some((app) => app.appId === appId)) {
    throw new HostsError("APP_NOT_FOUND");
  }
  const target = readTarget(input.target, current.protocol);
  if (current.targetFrom === "console" || current.target === target) return;
  const act = {
    action: "delivery.set",
    target: { kind: "app", id: appId },
    organizationId,
    detail: { fields: ["target"] },
  };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const changed = await updateDelivery(tx, appId, current.version, { target });
    if (!changed) throw new HostsError("VERSION_CONFLICT");
    await forgetTarget(tx, appId);
    after.commit(() => ctx.feed.announce("app.gate", appId));
  });
}
