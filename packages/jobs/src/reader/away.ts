import type { Clock } from "@homeport/platform";

/** This process's own memory of how long Redis has been away; another process may have seen it since. */
export interface Away {
  /** It answered. */
  answered(): void;
  /** It did not answer, or its connection is down. Said again it counts from the first time. */
  missed(): void;
  /** 0 while it answers. */
  forMs(): number;
}

/** Away until it first answers. */
export function createAway(clock: Pick<Clock, "monotonicMs">): Away {
  let sinceMs: number | null = clock.monotonicMs();
  return {
    answered() {
      sinceMs = null;
    },
    missed() {
      sinceMs ??= clock.monotonicMs();
    },
    forMs: () => (sinceMs === null ? 0 : clock.monotonicMs() - sinceMs),
  };
}
