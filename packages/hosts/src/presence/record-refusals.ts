import type { HostsDeps } from "../context.ts";
import type { OfflineReason } from "./reasons.ts";
import { writeRefusals } from "./store.ts";

/** A relay turned an agent of this host away, which had proved whose it is. */
export interface HostRefusal {
  readonly hostId: string;
  readonly reason: OfflineReason;
}

/**
 * Writes why hosts that are offline cannot come in, up to 500 in one statement. One that is online by
 * another tunnel stays as it is, and none is ever turned on or off by this.
 */
export async function recordRefusals(
  deps: Pick<HostsDeps, "db">,
  refusals: readonly HostRefusal[],
): Promise<void> {
  if (refusals.length === 0) return;
  await deps.db.system("presence.refusals", (tx) => writeRefusals(tx, refusals));
}
