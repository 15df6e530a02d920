import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { findHosts, type HostRow, readNow } from "./store.ts";
import { type HostView, viewHost } from "./view.ts";

export interface HostPage {
  items: HostView[];
  nextCursor: string | null;
  /** When this was read, by the store's clock. */
  asOf: Date;
}

/** Hosts of the organization in the order in which they enrolled; `text` is found in the machine's name. */
export async function listHosts(
  ctx: HostsContext,
  input: PageInput & { online?: boolean | undefined; text?: string | undefined },
): Promise<HostPage> {
  const organizationId = authorize(ctx, "host.read");
  const filter = { organizationId, online: input.online, text: input.text };
  const plan = {
    kind: "hosts.list",
    scope: cursorScope(organizationId, input.online ?? null, input.text ?? null),
    positionOf: (row: HostRow) => [row.hostId],
  };
  const page = await readPage(ctx.cursors, plan, input, (after, count) =>
    findHosts(ctx.db.orm, filter, after === null ? null : String(after[0]), count),
  );
  const asOf = page.items[0]?.asOf ?? (await readNow(ctx.db.orm));
  return { items: page.items.map(viewHost), nextCursor: page.nextCursor, asOf };
}
