import type { Clock } from "@homeport/platform";

/** How often the last access of one app is written by this process. */
const writtenEveryMs = 60_000;
/** Claims kept at most; older ones are dropped first, which costs a write too many and nothing else. */
const maxClaims = 10_000;

export interface LastAccess {
  /** Counts a visit; writes at most once a minute an app, and never holds the visit up. */
  note(appId: string): void;
}

export interface LastAccessDeps {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly write: (appId: string) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Collects visits. The claim is made before the write begins, so thirty assets of one page write once;
 * it is given back when the write fails, so the next visit tries again. Times are held here and never
 * compared with a value that was read with the app: that one may be an hour old.
 */
export function createLastAccess(deps: LastAccessDeps): LastAccess {
  const claimedAtMs = new Map<string, number>();

  function claim(appId: string, nowMs: number): void {
    claimedAtMs.delete(appId);
    claimedAtMs.set(appId, nowMs);
    const [oldest] = claimedAtMs.keys();
    if (claimedAtMs.size > maxClaims && oldest !== undefined) claimedAtMs.delete(oldest);
  }

  return {
    note(appId) {
      const nowMs = deps.clock.monotonicMs();
      const before = claimedAtMs.get(appId);
      if (before !== undefined && nowMs - before < writtenEveryMs) return;
      claim(appId, nowMs);
      deps.write(appId).catch((error: unknown) => {
        if (claimedAtMs.get(appId) === nowMs) claimedAtMs.delete(appId);
        deps.onFault(error);
      });
    },
  };
}
