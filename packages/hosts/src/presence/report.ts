import type { TunnelOwner } from "../directory/records.ts";
import { HostsError } from "../errors.ts";
import type { PresenceDeps } from "./deps.ts";
import { decidePresence, foldReports, type HostReports, type PresenceReport } from "./fold.ts";
import { writePresence } from "./store.ts";

/**
 * Every relay writes its tunnels again when it next renews its lease, at most 5 s after the directory was emptied,
 * and looks once a second.
 */
const filledAfterMs = 10_000;

/**
 * Writes up to 500 reports in one statement. A host turns offline only where its row still speaks of a tunnel that
 * ended and the directory shows no other one, so however late a report comes it never hides a successor. While the
 * directory is away nobody turns offline; while it may still be filling up only hosts that were at no other relay.
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
  const young = await isYoung(deps, folded, owners);
  const changes = folded
    .map((one) =>
      decidePresence(one, owners === null ? null : (owners.get(one.hostId) ?? []), young),
    )
    .filter((change) => change !== null);
  if (changes.length === 0) return { online: 0, offline: 0 };
  const turned = await deps.db.system("presence.report", (tx) => writePresence(tx, changes));
  const online = turned.filter((host) => host.online).length;
  return { online, offline: turned.length - online };
}

/** Asked only when somebody may turn offline. */
async function isYoung(
  deps: PresenceDeps,
  folded: readonly HostReports[],
  owners: ReadonlyMap<string, readonly TunnelOwner[]> | null,
): Promise<boolean> {
  const isInDoubt = ({ newest, hostId }: HostReports) =>
    newest.kind === "disconnected" && owners?.has(hostId) === false;
  if (!folded.some(isInDoubt)) return false;
  try {
    return (await deps.directory.readAgeMs()) < filledAfterMs;
  } catch (error) {
    if (error instanceof HostsError && error.code === "DIRECTORY_UNAVAILABLE") return true;
    throw error;
  }
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
