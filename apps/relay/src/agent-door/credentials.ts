import { createCache, type Feed } from "@homeport/coordination";
import type { HostCredentials } from "@homeport/hosts";
import type { Clock, Metrics } from "@homeport/platform";

export interface CredentialsOptions {
  readonly load: (hostId: string) => Promise<HostCredentials | null>;
  readonly feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** How long what was read once may serve while the store cannot answer, in ms. */
  readonly staleMs?: number;
  readonly maxHosts?: number;
}

/** The keys of hosts, as the store has them or, while it is away, as it had them. */
export interface Credentials extends Disposable {
  /** Null for an unknown host. Throws the store's error when it cannot know. */
  read(hostId: string): Promise<HostCredentials | null>;
}

const cacheMs = 60_000;
const defaultStaleMs = 10 * 60_000;
const defaultMaxHosts = 50_000;

interface Kept {
  readonly credentials: HostCredentials;
  readonly readAtMs: number;
}

/**
 * One read a host a minute, for all who ask at once. What an announcement names is forgotten in both
 * memories: a revoked key is never served, not even while the store is away. A retiring key is served for as long
 * as the store said that it is good, which nobody announces.
 */
export function createCredentials(options: CredentialsOptions): Credentials {
  const { feed, clock, staleMs = defaultStaleMs, maxHosts = defaultMaxHosts } = options;
  const lastKnown = new Map<string, Kept>();
  const cache = createCache<Kept>({
    name: "host-keys",
    topics: ["host"],
    maxEntries: maxHosts,
    maxAgeMs: cacheMs,
    async load(hostId) {
      const readAtMs = clock.monotonicMs();
      const credentials = await options.load(hostId);
      return credentials === null ? undefined : { credentials, readAtMs };
    },
    feed,
    clock,
    metrics: options.metrics,
  });
  const unsubscribe = feed.subscribe(["host"], {
    apply: (_topic, hostId) => void lastKnown.delete(hostId),
    flush: () => {},
  });

  function keep(hostId: string, kept: Kept): void {
    lastKnown.delete(hostId);
    lastKnown.set(hostId, kept);
    const oldest = lastKnown.keys().next().value;
    if (lastKnown.size > maxHosts && oldest !== undefined) lastKnown.delete(oldest);
  }

  function withLiveKeys({ credentials, readAtMs }: Kept): HostCredentials {
    const ageMs = clock.monotonicMs() - readAtMs;
    const isLive = ({ leftMs }: HostCredentials["keys"][number]) =>
      leftMs === null || leftMs > ageMs;
    if (credentials.keys.every(isLive)) return credentials;
    const over = credentials.keys.filter((key) => !isLive(key)).map(({ publicKey }) => publicKey);
    const formerKeys = [...over, ...credentials.formerKeys];
    return { ...credentials, keys: credentials.keys.filter(isLive), formerKeys };
  }

  return {
    async read(hostId) {
      try {
        const known = await cache.get(hostId);
        if (known === undefined) lastKnown.delete(hostId);
        else keep(hostId, known);
        return known === undefined ? null : withLiveKeys(known);
      } catch (error) {
        const kept = lastKnown.get(hostId);
        if (kept === undefined || clock.monotonicMs() - kept.readAtMs > staleMs) throw error;
        return withLiveKeys(kept);
      }
    },
    [Symbol.dispose]() {
      unsubscribe();
      cache[Symbol.dispose]();
    },
  };
}
