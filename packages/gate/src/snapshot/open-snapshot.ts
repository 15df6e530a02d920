import type { Feed } from "@homeport/coordination";
import { backoffMs, type Clock, type Random } from "@homeport/platform";
import type { AppEntry } from "./entry.ts";
import { isNamed, joinNamed, type Named, namedBy } from "./named.ts";
import { createRecentReads, type SnapshotRead } from "./recent-reads.ts";
import { buildSnapshot, emptySnapshot, type GateSnapshot, replaceApps } from "./snapshot.ts";

/** What one read of the store has found. */
export interface LoadedApps {
  readonly apps: readonly AppEntry[];
  /** The transactions that it saw, as a `pg_snapshot`. */
  readonly seen: string;
}

export interface SnapshotOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly feed: Pick<Feed, "subscribe">;
  /** Reads the named apps; what is absent from the answer is gone. */
  readonly load: (named: Named) => Promise<LoadedApps>;
  readonly debounceMs: number;
  readonly onBuilt: (snapshot: GateSnapshot, elapsedMs: number) => void;
  readonly onFailed: (error: unknown) => void;
}

export interface SnapshotKeeper extends Disposable {
  current(): GateSnapshot;
  /** Whether a first snapshot stands. */
  isReady(): boolean;
  /** Whether nothing that was announced is still unread. */
  isSettled(): boolean;
  /** Resolves at the next moment at which `isSettled` holds; rejects with the signal's reason. */
  whenSettled(signal?: AbortSignal): Promise<void>;
  /** Called after each swap with the ids that changed, or null for all. */
  onSwap(listener: (changed: ReadonlySet<string> | null) => void): () => void;
  /** What the last reads have taken in. */
  recentReads(): readonly SnapshotRead[];
}

/**
 * Keeps the gate snapshot. *Clean* until an announcement names an app (or a flush names all); then *waiting* for
 * `debounceMs`, so that a burst is one read; then *building*. Announcements that are applied while it builds make
 * it wait again, so a result that could be old is always followed by another read. A failed build is tried again
 * with back-off, while the last good snapshot stands.
 */
export function openSnapshot(options: SnapshotOptions): SnapshotKeeper {
  let snapshot = emptySnapshot;
  /** What still has to be read; null for nothing. */
  let pending: Named | null = "all";
  let building = false;
  let failures = 0;
  let closed = false;
  let timer = options.clock.after(0, () => void build());
  const reads = createRecentReads();
  const swapListeners = new Set<(changed: ReadonlySet<string> | null) => void>();
  const settleListeners = new Set<() => void>();

  const unsubscribe = options.feed.subscribe(["app.gate", "identity"], {
    apply: (topic, key) => mark(namedBy(topic, key)),
    flush: () => mark("all"),
  });

  function mark(what: Named): void {
    const idle = pending === null;
    pending = joinNamed(pending, what);
    if (idle && !building) schedule(options.debounceMs);
  }

  function schedule(delayMs: number): void {
    timer.cancel();
    if (!closed) timer = options.clock.after(delayMs, () => void build()).unref();
  }

  async function build(): Promise<void> {
    const what = pending;
    if (what === null || building || closed) return;
    building = true;
    pending = null;
    const startedAtMs = options.clock.monotonicMs();
    try {
      const { apps, seen } = await options.load(what);
      const changed = changedBy(snapshot, what, apps);
      snapshot = next(snapshot, what, apps);
      failures = 0;
      reads.note(what, seen);
      options.onBuilt(snapshot, options.clock.monotonicMs() - startedAtMs);
      for (const listener of swapListeners) listener(changed);
    } catch (error) {
      pending = joinNamed(pending, what);
      failures += 1;
      options.onFailed(error);
    } finally {
      building = false;
    }
    if (pending === null) for (const listener of [...settleListeners]) listener();
    else schedule(failures === 0 ? options.debounceMs : retryMs());
  }

  function retryMs(): number {
    return backoffMs(failures - 1, { baseMs: 200, maxMs: 5_000 }, options.random);
  }

  function isSettled(): boolean {
    return pending === null && !building;
  }

  return {
    current: () => snapshot,
    isReady: () => snapshot.generation > 0,
    isSettled,
    whenSettled(signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (isSettled()) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const leave = () => {
          settleListeners.delete(arrive);
          reject(signal?.reason);
        };
        const arrive = () => {
          settleListeners.delete(arrive);
          signal?.removeEventListener("abort", leave);
          resolve();
        };
        settleListeners.add(arrive);
        signal?.addEventListener("abort", leave, { once: true });
      });
    },
    onSwap(listener) {
      swapListeners.add(listener);
      return () => swapListeners.delete(listener);
    },
    recentReads: reads.list,
    [Symbol.dispose]() {
      closed = true;
      timer.cancel();
      unsubscribe();
    },
  };
}

/** The apps that a read told anew, those that are gone among them; null for all. */
function changedBy(
  before: GateSnapshot,
  what: Named,
  apps: readonly AppEntry[],
): ReadonlySet<string> | null {
  if (what === "all") return null;
  const known = [...before.byId.values()].filter((app) => isNamed(what, app));
  return new Set([...what.appIds, ...[...known, ...apps].map((app) => app.appId)]);
}

function next(snapshot: GateSnapshot, what: Named, apps: readonly AppEntry[]): GateSnapshot {
  return what === "all"
    ? buildSnapshot(snapshot.generation + 1, apps)
    : replaceApps(snapshot, what, apps);
}
