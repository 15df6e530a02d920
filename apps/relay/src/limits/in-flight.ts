import { RelayError } from "../errors.ts";

/** Counts what an app is doing here, against its own bound. */
export interface InFlight {
  /** Throws OVER_CAPACITY when the app is at its bound; else answers how to give the place back. */
  enter(appId: string, maxConcurrent: number): () => void;
  count(appId: string): number;
}

export function createInFlight(): InFlight {
  const counts = new Map<string, number>();

  function leave(appId: string): void {
    const left = (counts.get(appId) ?? 0) - 1;
    if (left > 0) counts.set(appId, left);
    else counts.delete(appId);
  }

  return {
    enter(appId, maxConcurrent) {
      const now = counts.get(appId) ?? 0;
      if (now >= maxConcurrent) throw new RelayError("OVER_CAPACITY");
      counts.set(appId, now + 1);
      let left = false;
      return () => {
        if (!left) leave(appId);
        left = true;
      };
    },
    count: (appId) => counts.get(appId) ?? 0,
  };
}
