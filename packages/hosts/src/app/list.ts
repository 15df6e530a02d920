import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { HostsContext } from "../context.ts";
import { readNow } from "../host/store.ts";
import { type AppRow, findApps } from "./store.ts";
import { type AppView, viewApp } from "./view.ts";

/** Apps of the organization in the order in which they were made; `text` is found in title and name. */
export async function listApps(
  ctx: HostsContext,
  input: PageInput & { hostId?: string | undefined; text?: string | undefined },
): Promise<{ items: AppView[]; nextCursor: string | null; asOf: Date }> {
  const organizationId = authorize(ctx, "app.read");
  const filter = { organizationId, hostId: input.hostId, text: input.text };
  const plan = {
    kind: "apps.list",
    scope: cursorScope(organizationId, input.hostId ?? null, input.text ?? null),
    positionOf: (row: AppRow) => [row.appId],
  };
  const page = await readPage(ctx.cursors, plan, input, (after, count) =>
    findApps(ctx.db.orm, filter, after === null ? null : String(after[0]), count),
  );
  const asOf = page.items[0]?.asOf ?? (await readNow(ctx.db.orm));
  return { items: page.items.map(viewApp), nextCursor: page.nextCursor, asOf };
}
