import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { findApp, findAppNamed } from "./store.ts";
import { type AppView, viewApp } from "./view.ts";

/** One app; throws APP_NOT_FOUND for another organization's. */
export async function getApp(ctx: HostsContext, input: { appId: string }): Promise<AppView> {
  const organizationId = authorize(ctx, "app.read");
  const row = await findApp(ctx.db.orm, organizationId, input.appId);
  if (row === null) throw new HostsError("APP_NOT_FOUND");
  return viewApp(row);
}

/** One app by its name, or by its id; throws APP_NOT_FOUND for another organization's. */
export async function getAppByName(ctx: HostsContext, input: { app: string }): Promise<AppView> {
  const organizationId = authorize(ctx, "app.read");
  const row = await findAppNamed(ctx.db.orm, organizationId, input.app.toLowerCase());
  if (row === null) throw new HostsError("APP_NOT_FOUND");
  return viewApp(row);
}
