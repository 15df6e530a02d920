import type { Clock } from "@homeport/platform";

/** One request that waits. */
export interface WaitingPlace extends Disposable {
  /** Resolves when something about what it waits for changed, when it is roused, or after `mostMs`. */
  changed(mostMs: number): Promise<void>;
  /** Ends the wait of this place alone. */
  rouse(): void;
}

/** Where requests wait, each for one thing, and no more than there is room for. */
export interface WaitingRoom {
  /** Null when too many wait already, for this or in all. */
  enter(key: string): WaitingPlace | null;
  /** Something about what waits under this key changed. */
  wake(key: string): void;
  /** What is waited for now. */
  keys(): IterableIterator<string>;
  readonly count: number;
}

export interface WaitingRoomOptions {
  readonly clock: Pick<Clock, "after">;
  readonly onCount: (count: number) => void;
  readonly maxEach: number;
  readonly maxAll: number;
}

interface Waiting {
  places: number;
  readonly wakers: Set<() => void>;
}

export function createWaitingRoom(options: WaitingRoomOptions): WaitingRoom {
  const { clock, onCount, maxEach, maxAll } = options;
  const waiting = new Map<string, Waiting>();
  let count = 0;

  function leave(key: string): void {
    const held = waiting.get(key);
    if (held === undefined) return;
    held.places -= 1;
    if (held.places === 0) waiting.delete(key);
    count -= 1;
    onCount(count);
  }

  function placeIn(key: string, { wakers }: Waiting): WaitingPlace {
    let rouse = () => {};
    return {
      changed(mostMs) {
        return new Promise((resolve) => {
          const wake = () => {
            wakers.delete(wake);
            timer.cancel();
            resolve();
          };
          const timer = clock.after(mostMs, wake);
          wakers.add(wake);
          rouse = wake;
        });
      },
      rouse: () => rouse(),
      [Symbol.dispose]: () => leave(key),
    };
  }

  return {
    enter(key) {
      const held = waiting.get(key) ?? { places: 0, wakers: new Set() };
      if (held.places >= maxEach || count >= maxAll) return null;
      held.places += 1;
      waiting.set(key, held);
      count += 1;
      onCount(count);
      return placeIn(key, held);
    },
    wake(key) {
      for (const wake of [...(waiting.get(key)?.wakers ?? [])]) wake();
    },
    keys: () => waiting.keys(),
    get count() {
      return count;
    },
  };
}
