import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { findApp } from "./store.ts";
import { type AppView, viewApp } from "./view.ts";

/** One app; throws APP_NOT_FOUND for another organization's. */
export async function getApp(ctx: HostsContext, input: { appId: string }): Promise<AppView> {
  const organizationId = authorize(ctx, "app.read");
  const row = await findApp(ctx.db.orm, organizationId, input.appId);
  if (row === null) throw new HostsError("APP_NOT_FOUND");
  return viewApp(row);
}
