import type { TunnelOwner } from "../directory/records.ts";
import type { OfflineReason } from "./reasons.ts";
import type { PresenceChange } from "./store.ts";

/**
 * What a relay says of one tunnel. The relay publishes a tunnel in the directory before it reports its connect,
 * and removes it there before it reports its end.
 */
export type PresenceReport =
  | { kind: "connected"; hostId: string; relayId: string; run: number; epoch: number }
  | {
      kind: "disconnected";
      hostId: string;
      relayId: string;
      run: number;
      epoch: number;
      reason: OfflineReason;
    };

/** All that one batch says of one host. */
export interface HostReports {
  readonly hostId: string;
  /** The report of the newest tunnel; of one tunnel its end counts more than its begin. */
  readonly newest: PresenceReport;
  readonly epochs: readonly number[];
  /** Relays that the reports are about. */
  readonly relayIds: readonly string[];
}

/** Reports by host, each with the newest; the order in which they came does not matter. */
export function foldReports(reports: readonly PresenceReport[]): HostReports[] {
  const byHost = new Map<string, PresenceReport[]>();
  for (const report of reports) {
    const held = byHost.get(report.hostId);
    if (held === undefined) byHost.set(report.hostId, [report]);
    else held.push(report);
  }
  return [...byHost].map(([hostId, held]) => ({
    hostId,
    newest: held.reduce((newest, report) => (isNewer(report, newest) ? report : newest)),
    epochs: [...new Set(held.map(({ epoch }) => epoch))],
    relayIds: [...new Set(held.map(({ relayId }) => relayId))],
  }));
}

function isNewer(report: PresenceReport, than: PresenceReport): boolean {
  if (report.run !== than.run) return report.run > than.run;
  if (report.epoch !== than.epoch) return report.epoch > than.epoch;
  return report.kind === "disconnected";
}

/**
 * What a host's row is to become. `owners` are the directory's, or null while it cannot be asked: then a connect
 * is believed, and an end changes nothing, since nobody knows whether another tunnel lives. A directory that is
 * `young` may lack what other relays have yet to write again.
 */
export function decidePresence(
  reports: HostReports,
  owners: readonly TunnelOwner[] | null,
  young = false,
): PresenceChange | null {
  const { hostId, newest, epochs } = reports;
  const { run, epoch } = newest;
  const relayIds = [...new Set(owners?.map((owner) => owner.relayId) ?? [])];
  if (newest.kind === "connected") {
    const all = [...new Set([...relayIds, newest.relayId])];
    return { hostId, online: true, relayIds: all, run, epoch, reason: null, epochs: [] };
  }
  if (owners === null) return null;
  const survivor = owners[0];
  if (survivor === undefined) {
    const offline = {
      hostId,
      online: false,
      relayIds: [],
      run,
      epoch,
      reason: newest.reason,
      epochs,
    };
    return young ? { ...offline, onlyAt: reports.relayIds } : offline;
  }
  // The row follows the tunnel that is left, or its end would find a row that speaks of another one.
  return {
    hostId,
    online: true,
    relayIds,
    run: survivor.record.run,
    epoch: survivor.epoch,
    reason: null,
    epochs,
  };
}
