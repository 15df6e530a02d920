import type { Feed } from "@homeport/coordination";
import { backoffMs, type Clock, type Random } from "@homeport/platform";
import type { AppEntry } from "./entry.ts";
import { buildSnapshot, emptySnapshot, type GateSnapshot, replaceApps } from "./snapshot.ts";

export interface SnapshotOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly feed: Pick<Feed, "subscribe">;
  /** Reads all apps, or those named; what is absent from the answer is gone. */
  readonly load: (appIds: readonly string[] | null) => Promise<readonly AppEntry[]>;
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
}

/** What still has to be read: nothing, some apps, or all of them. */
type Pending = ReadonlySet<string> | "all" | null;

/**
 * Keeps the gate snapshot. *Clean* until an announcement names an app (or a flush names all); then *waiting* for
 * `debounceMs`, so that a burst is one read; then *building*. Announcements that are applied while it builds make
 * it wait again, so a result that could be old is always followed by another read. A failed build is tried again
 * with back-off, while the last good snapshot stands.
 */
export function openSnapshot(options: SnapshotOptions): SnapshotKeeper {
  let snapshot = emptySnapshot;
  let pending: Pending = "all";
  let building = false;
  let failures = 0;
  let closed = false;
  let timer = options.clock.after(0, () => void build());
  const swapListeners = new Set<(changed: ReadonlySet<string> | null) => void>();
  const settleListeners = new Set<() => void>();

  const unsubscribe = options.feed.subscribe(["app.gate", "identity"], {
    apply(topic, key) {
      // An identity is announced by its organization: becoming the default changes apps that never named it.
      mark(topic === "app.gate" ? new Set([key]) : appsOf(snapshot, key));
    },
    flush: () => mark("all"),
  });

  function mark(what: Exclude<Pending, null>): void {
    if (what !== "all" && what.size === 0) return;
    const idle = pending === null;
    pending = union(pending, what);
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
      const apps = await options.load(what === "all" ? null : [...what]);
      snapshot = next(snapshot, what, apps);
      failures = 0;
      options.onBuilt(snapshot, options.clock.monotonicMs() - startedAtMs);
      for (const listener of swapListeners) listener(what === "all" ? null : what);
    } catch (error) {
      pending = union(pending, what);
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
    [Symbol.dispose]() {
      closed = true;
      timer.cancel();
      unsubscribe();
    },
  };
}

function appsOf(snapshot: GateSnapshot, organizationId: string): ReadonlySet<string> {
  const apps = [...snapshot.byId.values()];
  return new Set(
    apps.filter((app) => app.organizationId === organizationId).map((app) => app.appId),
  );
}

function next(
  snapshot: GateSnapshot,
  what: ReadonlySet<string> | "all",
  apps: readonly AppEntry[],
): GateSnapshot {
  return what === "all"
    ? buildSnapshot(snapshot.generation + 1, apps)
    : replaceApps(snapshot, what, apps);
}

function union(left: Pending, right: Exclude<Pending, null>): Exclude<Pending, null> {
  if (left === null) return right;
  return left === "all" || right === "all" ? "all" : new Set([...left, ...right]);
}
