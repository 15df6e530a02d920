import type { AppEntry } from "./entry.ts";
import { isNamed, type Named } from "./named.ts";

/** One immutable value: a request sees the same snapshot from start to end. */
export interface GateSnapshot {
  /** Rises by one with each swap, in this process only. */
  readonly generation: number;
  readonly byHostname: ReadonlyMap<string, AppEntry>;
  readonly byId: ReadonlyMap<string, AppEntry>;
  /** The apps of a host by their names. */
  readonly byHost: ReadonlyMap<string, ReadonlyMap<string, AppEntry>>;
}

export const emptySnapshot: GateSnapshot = {
  generation: 0,
  byHostname: new Map(),
  byId: new Map(),
  byHost: new Map(),
};

/** A snapshot of exactly these apps. Pure. */
export function buildSnapshot(generation: number, apps: readonly AppEntry[]): GateSnapshot {
  const byId = new Map<string, AppEntry>();
  const byHostname = new Map<string, AppEntry>();
  const byHost = new Map<string, Map<string, AppEntry>>();
  for (const app of apps) {
    byId.set(app.appId, app);
    for (const hostname of app.hostnames) byHostname.set(hostname, app);
    if (app.hostId === null) continue;
    const ofHost = byHost.get(app.hostId) ?? new Map<string, AppEntry>();
    byHost.set(app.hostId, ofHost.set(app.name, app));
  }
  return Object.freeze({ generation, byId, byHostname, byHost });
}

/** The next snapshot, in which the named apps are as given, or gone when they are not given. Pure. */
export function replaceApps(
  snapshot: GateSnapshot,
  named: Named,
  apps: readonly AppEntry[],
): GateSnapshot {
  const read = new Set(apps.map((app) => app.appId));
  const rest = [...snapshot.byId.values()].filter(
    (app) => !read.has(app.appId) && !isNamed(named, app),
  );
  return buildSnapshot(snapshot.generation + 1, [...rest, ...apps]);
}
