import { type Feed, singleFlight } from "@homeport/coordination";
import type { Clock } from "@homeport/platform";
import { HostsError } from "../errors.ts";
import type { Directory } from "./directory.ts";
import type { TunnelOwner } from "./records.ts";

export interface OwnerCacheOptions {
  readonly directory: Pick<Directory, "lookup">;
  readonly feed: Pick<Feed, "subscribe">;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly limits?: Partial<OwnerCacheLimits>;
}

export interface OwnerCacheLimits {
  readonly maxHosts: number;
  /** Owners younger than this are believed without asking. */
  readonly ownersMs: number;
  readonly absenceMs: number;
  /** Owners that the store no longer knows are still worth a try for so long: it may have been emptied. */
  readonly doubtMs: number;
  /** Owners read before the store went away are good for so long. */
  readonly staleMs: number;
  /** After a failure the store is not asked again for so long: whoever needs it hears at once. */
  readonly awayMs: number;
}

/** The owners of one host as far as this process knows. */
export interface KnownOwners {
  readonly owners: readonly TunnelOwner[];
  /**
   * `fresh`: the store's own word, or no older than 30 s. `doubted`: the store knows none, and forgot them
   * less than a minute ago. `stale`: the store is away.
   */
  readonly standing: "fresh" | "doubted" | "stale";
}

/**
 * Who owns the tunnels of which host, in memory. In the steady state nothing asks the store: an entry is
 * *fresh* until it is 30 s old (1 s when it says that there is none) or the topic `tunnel` names its host,
 * which leads to *unsure*. The next question reads the store, once for all who ask, and leads back to fresh.
 * The owners of an unsure entry are kept for the case that the store cannot answer or was emptied.
 */
export interface OwnerCache extends Disposable {
  /** What is fresh without waiting; null when the store would have to be asked. */
  peek(hostId: string): KnownOwners | null;
  /** Throws DIRECTORY_UNAVAILABLE when the store does not answer and nothing usable is kept. */
  find(hostId: string): Promise<KnownOwners>;
  /** A relay said that it holds no tunnel of this host: it is forgotten, and the store is asked next time. */
  disown(hostId: string, relayId: string): void;
  /** No owner that is known could be reached: what is kept may be old, and the store is asked next time. */
  doubt(hostId: string): void;
  /** Whether the last question went unanswered less than a second ago. */
  isAway(): boolean;
  /** Ms since the store last answered, or since this process began to ask. */
  silentMs(): number;
  readonly size: number;
}

interface Entry {
  owners: readonly TunnelOwner[];
  /** The store knows none of these any more. */
  doubted: boolean;
  /** When the store last named these owners. */
  confirmedAtMs: number;
  /** When the store was last asked. */
  readAtMs: number;
  /** Set by an announcement, taken away by the next answer. */
  unsure: boolean;
}

const defaults: OwnerCacheLimits = {
  maxHosts: 50_000,
  ownersMs: 30_000,
  absenceMs: 1_000,
  doubtMs: 60_000,
  staleMs: 10 * 60_000,
  awayMs: 1_000,
};

export function createOwnerCache(options: OwnerCacheOptions): OwnerCache {
  const limits = { ...defaults, ...options.limits };
  const entries = new Map<string, Entry>();
  const flights = singleFlight<KnownOwners>();
  const now = () => options.clock.monotonicMs();
  let answeredAtMs = now();
  let failedAtMs = Number.NEGATIVE_INFINITY;
  /** Rises with every announcement; a reading during which it rose is not the last word. */
  let announcements = 0;

  function isFresh(entry: Entry): boolean {
    const present = entry.owners.length > 0 && !entry.doubted;
    const livesMs = present ? limits.ownersMs : limits.absenceMs;
    return !entry.unsure && now() - entry.readAtMs < livesMs;
  }

  function keep(hostId: string, entry: Entry): void {
    entries.delete(hostId);
    entries.set(hostId, entry);
    const oldest = entries.keys().next().value;
    if (entries.size > limits.maxHosts && oldest !== undefined) entries.delete(oldest);
  }

  async function read(hostId: string): Promise<KnownOwners> {
    const before = announcements;
    const owners = (await options.directory.lookup([hostId])).get(hostId) ?? [];
    answeredAtMs = now();
    failedAtMs = Number.NEGATIVE_INFINITY;
    const unsure = announcements !== before;
    const kept = entries.get(hostId);
    const readAtMs = answeredAtMs;
    if (owners.length > 0) {
      keep(hostId, { owners, doubted: false, confirmedAtMs: readAtMs, readAtMs, unsure });
      return { owners, standing: "fresh" };
    }
    const former = usable(kept, limits.doubtMs);
    const doubted = former.length > 0;
    const confirmedAtMs = kept?.confirmedAtMs ?? Number.NEGATIVE_INFINITY;
    keep(hostId, { owners: former, doubted, confirmedAtMs, readAtMs, unsure });
    return { owners: former, standing: doubted ? "doubted" : "fresh" };
  }

  function usable(entry: Entry | undefined, withinMs: number): readonly TunnelOwner[] {
    return entry !== undefined && now() - entry.confirmedAtMs < withinMs ? entry.owners : [];
  }

  function unavailable(hostId: string, cause?: unknown): KnownOwners {
    const owners = usable(entries.get(hostId), limits.staleMs);
    if (owners.length > 0) return { owners, standing: "stale" };
    throw cause instanceof HostsError ? cause : new HostsError("DIRECTORY_UNAVAILABLE", { cause });
  }

  const isAway = () => now() - failedAtMs < limits.awayMs;

  const unsubscribe = options.feed.subscribe(["tunnel"], {
    apply(_topic, hostId) {
      announcements += 1;
      const entry = entries.get(hostId);
      if (entry !== undefined) entry.unsure = true;
    },
    flush() {
      announcements += 1;
      for (const entry of entries.values()) entry.unsure = true;
    },
  });

  function peek(hostId: string): KnownOwners | null {
    const entry = entries.get(hostId);
    if (entry === undefined || !isFresh(entry)) return null;
    return { owners: entry.owners, standing: entry.doubted ? "doubted" : "fresh" };
  }

  return {
    peek,
    async find(hostId) {
      const known = peek(hostId);
      if (known !== null) return known;
      if (isAway()) return unavailable(hostId);
      try {
        return await flights.run(hostId, () => read(hostId));
      } catch (error) {
        failedAtMs = now();
        return unavailable(hostId, error);
      }
    },
    disown(hostId, relayId) {
      const entry = entries.get(hostId);
      if (entry === undefined) return;
      entry.owners = entry.owners.filter((owner) => owner.relayId !== relayId);
      entry.unsure = true;
    },
    doubt(hostId) {
      const entry = entries.get(hostId);
      if (entry !== undefined) entry.unsure = true;
    },
    isAway,
    silentMs: () => now() - answeredAtMs,
    get size() {
      return entries.size;
    },
    [Symbol.dispose]() {
      unsubscribe();
      entries.clear();
    },
  };
}
