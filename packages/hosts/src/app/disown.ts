import type { HostsContext, HostsWork } from "../context.ts";
import { clearOwner } from "./store.ts";

/**
 * Takes from a person what they own in an organization that they have left, inside the transaction in which they leave:
 * those apps belong to its owners from then on. A person who owns an app passes its gate, member or not.
 */
export async function disownApps(
  ctx: Pick<HostsContext, "feed">,
  { tx, after }: HostsWork,
  input: { readonly organizationId: string; readonly userId: string },
): Promise<void> {
  for (const appId of await clearOwner(tx, input)) {
    after.commit(() => ctx.feed.announce("app.gate", appId));
  }
}
