import type { HostsDeps } from "../context.ts";
import type { OfflineReason } from "../presence/reasons.ts";
import { insertEvents } from "./store.ts";
import type { HostEventKind } from "./view.ts";

export interface HostEvent {
  hostId: string;
  kind: HostEventKind;
  relayId?: string | undefined;
  epoch?: number | undefined;
  wire?: string | undefined;
  reason?: OfflineReason | undefined;
}

/** A host that connects and leaves all day must not fill the table; its first events of an hour tell enough. */
const mostAnHour = 200;

/** Appends up to 500 events; beyond 200 a host an hour, and of unknown hosts, they are only counted. */
export async function recordHostEvents(
  deps: Pick<HostsDeps, "db">,
  events: readonly HostEvent[],
): Promise<{ written: number; dropped: number }> {
  if (events.length === 0) return { written: 0, dropped: 0 };
  const rows = events.map(({ hostId, kind, relayId, epoch, wire, reason }) => ({
    hostId,
    kind,
    relayId: relayId ?? null,
    epoch: epoch ?? null,
    wire: wire ?? null,
    reason: reason ?? null,
  }));
  const written = await deps.db.system("host-events.record", (tx) =>
    insertEvents(tx, rows, mostAnHour),
  );
  return { written, dropped: events.length - written };
}
