/** The handlers of one wake that this process may run at a time, at most one a key. */
export interface Slots {
  /**
   * Runs `fn` for one key after the other, as slots are free and become free, for as long as `goesOn`. Keys that somebody here
   * works on are left out, and those of a later call take the place of those that still wait.
   */
  fill(keys: readonly string[], goesOn: () => boolean, fn: (key: string) => Promise<void>): void;
  /** Runs `fn` as soon as that is so; rejects when the signal aborts first. */
  run(key: string, signal: AbortSignal, fn: () => Promise<void>): Promise<void>;
  /** Settles when nothing runs. */
  idle(): Promise<void>;
}

/** Shared by what BullMQ hands out and what a sweep hands over, so that both together keep the bound. */
export function createSlots(count: number): Slots {
  const running = new Map<string, Promise<void>>();
  let refill = (): void => undefined;

  function start(key: string, fn: () => Promise<void>): Promise<void> {
    const run = fn().finally(() => {
      running.delete(key);
      refill();
    });
    running.set(key, run);
    return run;
  }

  function isFree(key: string): boolean {
    return running.size < count && !running.has(key);
  }

  return {
    fill(keys, goesOn, fn) {
      const waiting = keys.filter((key) => !running.has(key));
      refill = () => {
        while (waiting.length > 0 && running.size < count && goesOn()) {
          const key = waiting.shift();
          if (key === undefined || running.has(key)) continue;
          // The handler's wrapper has reported a failure; the row is due again by itself.
          start(key, async () => fn(key)).catch(() => undefined);
        }
      };
      refill();
    },
    async run(key, signal, fn) {
      while (!isFree(key)) {
        signal.throwIfAborted();
        const blocking = running.get(key);
        await Promise.allSettled([blocking ?? Promise.race(running.values())]);
      }
      await start(key, fn);
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running.values());
    },
  };
}
