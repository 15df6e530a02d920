import { createCache, type Feed } from "@homeport/coordination";
import type { AppState } from "@homeport/hosts";
import type { Clock, Metrics } from "@homeport/platform";
import type { RelayEvents } from "../events.ts";

/** How an app is, and since when, by the clock of this process. */
export interface KnownState extends Omit<AppState, "sinceMs"> {
  readonly sinceMonotonicMs: number;
}

/** How the apps are that hosts run, by their rows. */
export interface AppStates extends Disposable {
  /**
   * In the steady state nothing is asked: a row is read again when an announcement names its app. Null for an app that
   * nobody here runs, and when nobody can tell. Never throws.
   */
  read(appId: string): Promise<KnownState | null>;
  /** What is kept may be old. */
  forget(appId: string): void;
}

const maxApps = 10_000;
/** Every change is announced and in the change log: age alone makes no row old. */
const maxAgeMs = 10 * 60_000;

export function createAppStates(deps: {
  readonly load: (appId: string) => Promise<AppState | null>;
  readonly feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly events: Pick<RelayEvents, "storeFailed">;
}): AppStates {
  const { load, feed, clock, metrics, events } = deps;
  const cache = createCache<KnownState>({
    ...{ name: "app-states", topics: ["app.status", "app.desired"], feed, clock, metrics },
    ...{ maxEntries: maxApps, maxAgeMs },
    async load(appId) {
      const state = await load(appId);
      if (state === null) return undefined;
      const { sinceMs, ...rest } = state;
      return { ...rest, sinceMonotonicMs: clock.monotonicMs() - sinceMs };
    },
  });
  return {
    async read(appId) {
      try {
        return (await cache.get(appId)) ?? null;
      } catch (error) {
        events.storeFailed("app states", error);
        return null;
      }
    },
    forget: (appId) => cache.invalidate(appId),
    [Symbol.dispose]: () => cache[Symbol.dispose](),
  };
}
