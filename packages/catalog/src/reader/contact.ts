import type { Clock } from "@homeport/platform";

/** How the repository answered the syncer last, as the mirror has it. */
export interface RepositoryContact {
  /** When its branch was last seen; null while it never was. */
  readonly checkedAt: Date | null;
  /** What the last try failed with; null where it did not. */
  readonly lastErrorCode: string | null;
}

/** What a replica knows of how current its catalog may be. */
export interface Contact {
  /** The mirror answered, and says this. */
  heard(repository: RepositoryContact | null): void;
  /** Since when nothing new could have come here; null while it can, and for what has only just begun. */
  silentSince(): Date | null;
}

/** Restarts, short failures of a forge and the next try are over by then, and no visitor need hear of them. */
const toldAfterMs = 5 * 60_000;

/**
 * Nothing new comes where the repository does not answer the syncer, and where the mirror does not answer this replica: since the older
 * of the two, which is when both were last heard.
 */
export function createContact(clock: Clock): Contact {
  let askedAtMs: number | null = null;
  let repository: RepositoryContact | null = null;
  return {
    heard(found) {
      askedAtMs = clock.nowMs();
      repository = found;
    },
    silentSince() {
      if (askedAtMs === null) return null;
      const isRefused = repository !== null && repository.lastErrorCode !== null;
      const seenAtMs = isRefused ? (repository?.checkedAt?.getTime() ?? askedAtMs) : askedAtMs;
      const sinceMs = Math.min(seenAtMs, askedAtMs);
      return clock.nowMs() - sinceMs < toldAfterMs ? null : new Date(sinceMs);
    },
  };
}
