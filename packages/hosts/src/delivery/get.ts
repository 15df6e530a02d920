import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { findDelivery } from "./store.ts";
import { type DeliveryView, viewDelivery } from "./view.ts";

export async function getDelivery(
  ctx: HostsContext,
  input: { appId: string },
): Promise<DeliveryView> {
  const organizationId = authorize(ctx, "app.read");
  const row = await findDelivery(ctx.db.orm, organizationId, input.appId);
  if (row === null) throw new HostsError("APP_NOT_FOUND");
  return viewDelivery(row);
}
