import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { findEvents } from "../event/store.ts";
import type { HostEventView } from "../event/view.ts";
import { findHost } from "./store.ts";
import { type HostView, viewHost } from "./view.ts";

const newestEvents = 20;

/** One host with its newest events; throws HOST_NOT_FOUND for another organization's. */
export async function getHost(
  ctx: HostsContext,
  input: { hostId: string },
): Promise<HostView & { asOf: Date; events: HostEventView[] }> {
  const organizationId = authorize(ctx, "host.read");
  const row = await findHost(ctx.db.orm, organizationId, input.hostId);
  if (row === null) throw new HostsError("HOST_NOT_FOUND");
  const events = await findEvents(ctx.db.orm, input.hostId, null, newestEvents);
  return { ...viewHost(row), asOf: row.asOf, events };
}
