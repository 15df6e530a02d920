/** The handlers of one wake that this process may run at a time, at most one a key. */
export interface Slots {
  /** Runs `fn` when a slot is free and nobody here works on `key`; false when that is not so now. */
  tryRun(key: string, fn: () => Promise<void>): boolean;
  /** Runs `fn` as soon as that is so; rejects when the signal aborts first. */
  run(key: string, signal: AbortSignal, fn: () => Promise<void>): Promise<void>;
  /** Settles when nothing runs. */
  idle(): Promise<void>;
}

/** Shared by what BullMQ hands out and what a sweep hands over, so that both together keep the bound. */
export function createSlots(count: number): Slots {
  const running = new Map<string, Promise<void>>();

  function start(key: string, fn: () => Promise<void>): Promise<void> {
    const run = fn().finally(() => {
      running.delete(key);
    });
    running.set(key, run);
    return run;
  }

  function isFree(key: string): boolean {
    return running.size < count && !running.has(key);
  }

  return {
    tryRun(key, fn) {
      if (!isFree(key)) return false;
      // The handler's wrapper has reported a failure; the row is due again by itself.
      start(key, fn).catch(() => undefined);
      return true;
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
