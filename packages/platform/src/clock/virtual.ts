import type { Clock, Timer } from "./clock.ts";
import { sleepOn } from "./sleep.ts";

/** A clock that moves only when told to. */
export interface VirtualClock extends Clock {
  /** Moves both times forward and runs what falls due, in order; promises settle between timers. */
  advance(byMs: number): Promise<void>;
  /** Moves wall time alone, as a machine that is set right or resumes from sleep does. */
  jumpWall(byMs: number): void;
  /** How many timers wait. */
  pending(): number;
}

interface Entry {
  dueMs: number;
  order: number;
  run: () => void;
}

export function createVirtualClock(startMs = Date.UTC(2026, 0, 1)): VirtualClock {
  let elapsedMs = 0;
  let wallOffsetMs = startMs;
  let nextOrder = 0;
  const entries = new Set<Entry>();

  const clock: VirtualClock = {
    nowMs: () => wallOffsetMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    after(delayMs, run) {
      const entry = { dueMs: elapsedMs + Math.max(0, delayMs), order: nextOrder++, run };
      entries.add(entry);
      return virtualTimer(entries, entry);
    },
    sleep: (delayMs, signal) => sleepOn(clock, delayMs, signal),
    async advance(byMs) {
      const targetMs = elapsedMs + byMs;
      await settlePromises();
      for (let entry = earliest(entries); entry && entry.dueMs <= targetMs; ) {
        entries.delete(entry);
        elapsedMs = Math.max(elapsedMs, entry.dueMs);
        entry.run();
        await settlePromises();
        entry = earliest(entries);
      }
      elapsedMs = targetMs;
    },
    jumpWall(byMs) {
      wallOffsetMs += byMs;
    },
    pending: () => entries.size,
  };
  return clock;
}

function virtualTimer(entries: Set<Entry>, entry: Entry): Timer {
  const timer: Timer = {
    cancel: () => void entries.delete(entry),
    unref: () => timer,
  };
  return timer;
}

function earliest(entries: Set<Entry>): Entry | undefined {
  let first: Entry | undefined;
  for (const entry of entries) {
    if (!first || entry.dueMs < first.dueMs) first = entry;
    else if (entry.dueMs === first.dueMs && entry.order < first.order) first = entry;
  }
  return first;
}

/** A turn of the macrotask queue lets every chain of resolved promises run to its next wait. */
function settlePromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
