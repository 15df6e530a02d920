import type { HostsDeps } from "../context.ts";
import { offlineReason } from "../host/view.ts";
import type { OfflineReason } from "./reasons.ts";
import { findHostPresence } from "./store.ts";

/** What is written of one host's presence. */
export interface HostPresence {
  readonly online: boolean;
  /** Why it is offline; null while online. */
  readonly reason: OfflineReason | null;
  /** Null when it never connected. */
  readonly lastSeenAt: Date | null;
}

/** For a relay that has to say why a host does not answer; null for an unknown host. */
export async function readPresence(
  deps: Pick<HostsDeps, "db">,
  input: { hostId: string },
): Promise<HostPresence | null> {
  const row = await findHostPresence(deps.db.orm, input.hostId);
  if (row === null) return null;
  const online = row.status === "active" && row.online === true;
  const reason = online ? null : offlineReason(row.status, row.online, row.reason);
  return { online, reason, lastSeenAt: row.lastSeenAt };
}
