import type { ReplicaFacts } from "./store.ts";

/** What the fleet is judged by: one replica that is seen. */
export interface LiveReplica {
  readonly app: ReplicaFacts["app"];
  readonly version: string;
  readonly capacity: number;
  readonly poolMax: number;
  readonly isDraining: boolean;
  /** Since it started, by the store's clock. */
  readonly upMs: number;
}

/** In the order in which an operator should look at them. */
export const fleetWarningCodes = ["over-capacity", "connections", "mixed-versions"] as const;

export type FleetWarningCode = (typeof fleetWarningCodes)[number];

export interface FleetWarning {
  readonly code: FleetWarningCode;
  /** One sentence, without its full stop. */
  readonly sentence: string;
}

/** A rolling restart runs two versions for minutes; longer, and somebody forgot the rest. */
const mixedForMs = 15 * 60_000;
/** Beside its pool, each replica holds one connection for the feed. */
export const feedConnections = 1;

/**
 * What is wrong with the live replicas as a whole. `connectionsAllowed` is what Postgres takes for all of them.
 * Draining replicas hold connections, but draw from no limit any more.
 */
export function judgeFleet(
  live: readonly LiveReplica[],
  connectionsAllowed: number,
): FleetWarning[] {
  const byApp = [...Map.groupBy(live, (replica) => replica.app)];
  const byCode = {
    "over-capacity": byApp.map(([app, replicas]) => judgeCount(app, replicas)),
    connections: [judgeConnections(live, connectionsAllowed)],
    "mixed-versions": byApp.map(([app, replicas]) => judgeVersions(app, replicas)),
  } satisfies Record<FleetWarningCode, (string | null)[]>;
  return fleetWarningCodes.flatMap((code) =>
    byCode[code].filter((sentence) => sentence !== null).map((sentence) => ({ code, sentence })),
  );
}

/** The smallest capacity counts: whoever divides a limit by too few lets too much through. */
function judgeCount(app: string, replicas: readonly LiveReplica[]): string | null {
  const serving = replicas.filter((replica) => !replica.isDraining);
  const capacity = Math.min(...serving.map((replica) => replica.capacity));
  if (serving.length <= capacity) return null;
  return `${serving.length} replicas of ${app} run where HOMEPORT_MAX_REPLICAS says ${capacity}, so limits let more through than they say`;
}

/** The most that these replicas may hold together. */
export function connectionsOf(live: readonly Pick<LiveReplica, "poolMax">[]): number {
  return live.reduce((sum, replica) => sum + replica.poolMax + feedConnections, 0);
}

function judgeConnections(live: readonly LiveReplica[], allowed: number): string | null {
  const most = connectionsOf(live);
  if (most <= allowed) return null;
  return `The replicas may hold ${most} connections together, and Postgres has ${allowed} for them`;
}

/** They are mixed since the first replica of the version that came last. */
function judgeVersions(app: string, replicas: readonly LiveReplica[]): string | null {
  const byVersion = Map.groupBy(replicas, (replica) => replica.version);
  if (byVersion.size < 2) return null;
  const ages = [...byVersion.values()].map((same) => Math.max(...same.map(({ upMs }) => upMs)));
  const mixedMs = Math.min(...ages);
  if (mixedMs <= mixedForMs) return null;
  const versions = [...byVersion.keys()].sort().join(" beside ");
  return `${app} has run ${versions} for ${Math.floor(mixedMs / 60_000)} min`;
}
