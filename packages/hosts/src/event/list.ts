import { cursorScope, type Page, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { HostsError } from "../errors.ts";
import { findHost } from "../host/store.ts";
import { findEvents } from "./store.ts";
import type { HostEventView } from "./view.ts";

/** What happened to a host, newest first. */
export async function listHostEvents(
  ctx: HostsContext,
  input: PageInput & { hostId: string },
): Promise<Page<HostEventView>> {
  const organizationId = authorize(ctx, "host.read");
  const { hostId } = input;
  if ((await findHost(ctx.db.orm, organizationId, hostId)) === null) {
    throw new HostsError("HOST_NOT_FOUND");
  }
  const plan = {
    kind: "hosts.events",
    scope: cursorScope(organizationId, hostId),
    positionOf: (event: HostEventView) => [Number(event.id)],
  };
  return await readPage(ctx.cursors, plan, input, (after, count) =>
    findEvents(ctx.db.orm, hostId, after === null ? null : Number(after[0]), count),
  );
}
