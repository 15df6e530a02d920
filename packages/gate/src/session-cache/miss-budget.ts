import type { Clock } from "@homeport/platform";

/** Counts well-formed but unknown credentials by source address, so that guessing costs no store reads. */
export interface MissBudget {
  /** Ms until this address may ask the store again; 0 when it may now. */
  waitMs(source: string): number;
  count(source: string): void;
}

export interface MissBudgetOptions {
  readonly clock: Clock;
  readonly missesPerMinute: number;
  readonly maxSources: number;
}

interface Window {
  startedAtMs: number;
  misses: number;
}

const windowMs = 60_000;

export function createMissBudget(options: MissBudgetOptions): MissBudget {
  const windows = new Map<string, Window>();

  function current(source: string): Window | null {
    const window = windows.get(source);
    if (window === undefined) return null;
    if (options.clock.monotonicMs() - window.startedAtMs < windowMs) return window;
    windows.delete(source);
    return null;
  }

  return {
    waitMs(source) {
      const window = current(source);
      if (window === null || window.misses < options.missesPerMinute) return 0;
      return window.startedAtMs + windowMs - options.clock.monotonicMs();
    },
    count(source) {
      const window = current(source);
      if (window !== null) {
        window.misses += 1;
        return;
      }
      const oldest = windows.size >= options.maxSources ? windows.keys().next().value : undefined;
      if (oldest !== undefined) windows.delete(oldest);
      windows.set(source, { startedAtMs: options.clock.monotonicMs(), misses: 1 });
    },
  };
}
