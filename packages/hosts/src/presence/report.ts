import type { TunnelOwner } from "../directory/records.ts";
import { HostsError } from "../errors.ts";
import type { PresenceDeps } from "./deps.ts";
import { decidePresence, foldReports, type PresenceReport } from "./fold.ts";
import { writePresence } from "./store.ts";

/**
 * Writes up to 500 reports in one statement. A host turns offline only where its row still speaks of a tunnel that
 * ended and the directory shows no other one, so however late a report comes it never hides a successor. While the
 * directory is away nobody turns offline.
 */
export async function reportPresence(
  deps: PresenceDeps,
  reports: readonly PresenceReport[],
): Promise<{ online: number; offline: number }> {
  if (reports.length === 0) return { online: 0, offline: 0 };
  const folded = foldReports(reports);
  const owners = await ownersOf(
    deps,
    folded.map((one) => one.hostId),
  );
  const changes = folded
    .map((one) => decidePresence(one, owners === null ? null : (owners.get(one.hostId) ?? [])))
    .filter((change) => change !== null);
  if (changes.length === 0) return { online: 0, offline: 0 };
  const turned = await deps.db.system("presence.report", (tx) => writePresence(tx, changes));
  const online = turned.filter((host) => host.online).length;
  return { online, offline: turned.length - online };
}

async function ownersOf(
  deps: PresenceDeps,
  hostIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TunnelOwner[]> | null> {
  try {
    return await deps.directory.lookup(hostIds);
  } catch (error) {
    if (error instanceof HostsError && error.code === "DIRECTORY_UNAVAILABLE") return null;
    throw error;
  }
}
