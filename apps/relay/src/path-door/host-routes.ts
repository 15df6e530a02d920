import { createCache, type Feed } from "@homeport/coordination";
import type { HostRoute } from "@homeport/hosts";
import type { Clock, Metrics } from "@homeport/platform";

export interface HostRoutesOptions {
  readonly load: (hostId: string) => Promise<HostRoute | null>;
  readonly feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Which organization a host belongs to, and which app answers for it. */
export interface HostRoutes extends Disposable {
  /** Null for an unknown host. Throws the store's error when it cannot know. */
  read(hostId: string): Promise<HostRoute | null>;
}

const maxHosts = 10_000;
const maxAgeMs = 60_000;
const negative = { maxEntries: 10_000, maxAgeMs: 1_000 };
const hostIdForm = /^[0-9a-f-]{36}$/;

/** One read a host a minute; a change of the host is known at once. */
export function createHostRoutes(options: HostRoutesOptions): HostRoutes {
  const { load, ...rest } = options;
  const cache = createCache<HostRoute>({
    ...rest,
    ...{ name: "host-routes", topics: ["host"], maxEntries: maxHosts, maxAgeMs, negative },
    load: async (hostId) => (await load(hostId)) ?? undefined,
  });
  return {
    // What cannot be an id names no host, and is not worth a read.
    read: async (hostId) => (hostIdForm.test(hostId) ? ((await cache.get(hostId)) ?? null) : null),
    [Symbol.dispose]: () => cache[Symbol.dispose](),
  };
}
