/** One read that is under way. */
export interface Reading extends Disposable {
  /** False once the key was invalidated after this reading began. */
  untouched(): boolean;
}

export interface Readings {
  begin(key: string): Reading;
  invalidate(key: string): void;
  invalidateAll(): void;
}

/**
 * Generation counters for the keys that are being read right now. Nothing is remembered of other keys:
 * a reading that begins later sees the change by itself.
 */
export function createReadings(): Readings {
  const generations = new Map<string, { count: number; readers: number }>();
  let flushes = 0;

  return {
    begin(key) {
      const generation = generations.get(key) ?? { count: 0, readers: 0 };
      generation.readers += 1;
      generations.set(key, generation);
      const countAtStart = generation.count;
      const flushesAtStart = flushes;
      return {
        untouched: () => generation.count === countAtStart && flushes === flushesAtStart,
        [Symbol.dispose]() {
          generation.readers -= 1;
          if (generation.readers === 0) generations.delete(key);
        },
      };
    },
    invalidate(key) {
      const generation = generations.get(key);
      if (generation !== undefined) generation.count += 1;
    },
    invalidateAll() {
      flushes += 1;
    },
  };
}
