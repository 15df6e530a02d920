import { RelayError } from "../errors.ts";

/** Counts what is under way here, each kind against its own bound. */
export interface InFlight {
  /** Throws OVER_CAPACITY when `key` is at its bound here; else answers how to give the place back. */
  enter(key: string, most: number): () => void;
  /**
   * The same for a request of an app, whose bound is that of all relays together: this one lets its share of it in, rounded
   * down, and one at least, as with every other limit that no store is asked for.
   */
  enterApp(appId: string, maxConcurrent: number): () => void;
  count(key: string): number;
}

/** `maxReplicas`: the most relays that there will ever be, among which what an app may have is divided. */
export function createInFlight({ maxReplicas }: { readonly maxReplicas: number }): InFlight {
  const counts = new Map<string, number>();

  function leave(key: string): void {
    const left = (counts.get(key) ?? 0) - 1;
    if (left > 0) counts.set(key, left);
    else counts.delete(key);
  }

  function enter(key: string, most: number): () => void {
    const now = counts.get(key) ?? 0;
    if (now >= most) throw new RelayError("OVER_CAPACITY");
    counts.set(key, now + 1);
    let left = false;
    return () => {
      if (!left) leave(key);
      left = true;
    };
  }

  return {
    enter,
    enterApp: (appId, maxConcurrent) =>
      enter(appId, Math.max(1, Math.floor(maxConcurrent / maxReplicas))),
    count: (key) => counts.get(key) ?? 0,
  };
}
