import { createCache, type Feed } from "@homeport/coordination";
import type { HostPresence, OfflineReason } from "@homeport/hosts";
import type { Clock, Metrics } from "@homeport/platform";
import type { MuxEnd } from "@homeport/tunnel";
import type { RelayEvents } from "../events.ts";
import type { Offline } from "../pages/refusal.ts";
import { offlineReasonOf } from "../presence/end-reason.ts";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";

/** Answers why a host cannot be reached; null when nobody can tell. Never throws. */
export interface OfflineReader extends Disposable {
  read(hostId: string): Promise<Offline | null>;
  /** The last tunnel of a host that this relay held has ended. */
  noteEnd(tunnel: LiveTunnel, end: MuxEnd): void;
  /** An agent of the host was here just now and was turned away. */
  noteRefusal(hostId: string, reason: OfflineReason): void;
  /** The host is back: what was noted is over. */
  forget(hostId: string): void;
}

export interface OfflineOptions {
  readonly load: (hostId: string) => Promise<HostPresence | null>;
  readonly feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly events: Pick<RelayEvents, "storeFailed">;
}

const maxHosts = 10_000;
/** Presence is written at its own pace, without an announcement for each change. */
const maxAgeMs = 5_000;

/** By then what was seen here is written, and what other relays saw later counts more. */
const seenLastsMs = 15_000;

/**
 * What this relay has just seen itself comes first: it knows of an end before presence is written. Later, and
 * for every other host, presence is read once in a while for all who ask, never once a request.
 */
export function createOfflineReader(options: OfflineOptions): OfflineReader {
  const { feed, clock, metrics, events } = options;
  const seen = new Map<string, { readonly offline: Offline; readonly atMs: number }>();
  const cache = createCache<HostPresence>({
    name: "host-presence",
    topics: ["host"],
    maxEntries: maxHosts,
    maxAgeMs,
    load: async (hostId) => (await options.load(hostId)) ?? undefined,
    feed,
    clock,
    metrics,
  });
  const unsubscribe = feed.subscribe(["host"], {
    apply: (_topic, hostId) => void seen.delete(hostId),
    flush: () => {},
  });

  function note(hostId: string, offline: Offline): void {
    seen.delete(hostId);
    seen.set(hostId, { offline, atMs: clock.monotonicMs() });
    const oldest = seen.keys().next().value;
    if (seen.size > maxHosts && oldest !== undefined) seen.delete(oldest);
  }

  return {
    async read(hostId) {
      const noted = seen.get(hostId);
      if (noted !== undefined && clock.monotonicMs() - noted.atMs < seenLastsMs) {
        return noted.offline;
      }
      try {
        return offlineOf(await cache.get(hostId));
      } catch (error) {
        events.storeFailed("host-presence", error);
        return noted?.offline ?? null;
      }
    },
    noteEnd({ hostId, mux }, end) {
      const lastSeenAt = new Date(clock.nowMs() - mux.status().silentMs);
      note(hostId, { reason: offlineReasonOf(end), lastSeenAt });
    },
    noteRefusal(hostId, reason) {
      note(hostId, { reason, lastSeenAt: new Date(clock.nowMs()) });
    },
    forget(hostId) {
      seen.delete(hostId);
      cache.invalidate(hostId);
    },
    [Symbol.dispose]() {
      unsubscribe();
      cache[Symbol.dispose]();
    },
  };
}

/** Presence that still says "online" is behind: this relay would hold the tunnel. */
function offlineOf(presence: HostPresence | undefined): Offline | null {
  if (presence === undefined) return null;
  const reason: OfflineReason = presence.reason ?? "CONNECTION_LOST";
  return { reason, lastSeenAt: presence.lastSeenAt };
}
