import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { updateApp } from "./store.ts";

/** Changes how an app is shown; what is left out stays. */
export async function updateAppSettings(
  ctx: HostsContext,
  input: { appId: string; title?: string | undefined; icon?: string | null | undefined },
): Promise<void> {
  const organizationId = authorize(ctx, "app.write");
  const { appId, title, icon } = input;
  const change = {
    ...(title === undefined ? {} : { title }),
    ...(icon === undefined ? {} : { icon }),
  };
  const act = {
    action: "app.update",
    target: { kind: "app", id: appId },
    organizationId,
    detail: change,
  };
  await ctx.db.write(ctx, act, async (tx, after) => {
    const changed = await updateApp(tx, organizationId, appId, change);
    if (!changed) throw new HostsError("APP_NOT_FOUND");
    after.commit(() => ctx.feed.announce("app.gate", appId));
  });
}
