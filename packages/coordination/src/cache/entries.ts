import type { Clock } from "@homeport/platform";

interface Entry<V> {
  readonly value: V | undefined;
  readonly keptAtMs: number;
}

export interface Entries<V> {
  get(key: string): { value: V | undefined } | undefined;
  set(key: string, value: V | undefined): void;
  delete(key: string): void;
  clear(): void;
  count(): number;
}

interface Bounds {
  readonly maxEntries: number;
  readonly maxAgeMs: number;
}

/** Kept values, and apart from them the kept absences, so that a flood of unknown keys evicts no value. */
export function createEntries<V>(
  bounds: Bounds & { readonly negative?: Bounds },
  clock: Clock,
): Entries<V> {
  const present = createLru<V>(bounds, clock);
  const absent = bounds.negative === undefined ? null : createLru<V>(bounds.negative, clock);

  return {
    get: (key) => present.get(key) ?? absent?.get(key),
    set(key, value) {
      if (value === undefined) absent?.set(key, value);
      else present.set(key, value);
    },
    delete(key) {
      present.delete(key);
      absent?.delete(key);
    },
    clear() {
      present.clear();
      absent?.clear();
    },
    count: () => present.count() + (absent?.count() ?? 0),
  };
}

/** A Map remembers insertion order; what is read is put in again, so the first key is the least recently used. */
function createLru<V>(bounds: Bounds, clock: Clock): Entries<V> {
  const entries = new Map<string, Entry<V>>();

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      if (clock.monotonicMs() - entry.keptAtMs > bounds.maxAgeMs) return undefined;
      entries.set(key, entry);
      return entry;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, { value, keptAtMs: clock.monotonicMs() });
      if (entries.size > bounds.maxEntries) {
        const oldest = entries.keys().next();
        if (!oldest.done) entries.delete(oldest.value);
      }
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    count: () => entries.size,
  };
}
