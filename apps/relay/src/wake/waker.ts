import type { Feed } from "@homeport/coordination";
import type { EnsureRunning, StartOutcome } from "@homeport/hosts";
import type { Clock, Timer } from "@homeport/platform";
import { createWaitingRoom, type WaitingPlace } from "../resolve/waiting-room.ts";
import { type AppStates, createAppStates, type KnownState } from "./app-states.ts";
import { NotReady, type NotReadyCode } from "./not-ready.ts";

/** Somebody who may pass to an app. */
export interface Wish {
  readonly appId: string;
  /** How long they are held while it starts. */
  readonly waitMs: number;
  /** The generation that does not answer, whatever its row says; null when nothing speaks against the row. */
  readonly refused: { readonly generation: number | null } | null;
  /** Calls `then` once nobody waits for an answer any more; answers how to stop. */
  readonly whenGone: (then: () => void) => () => void;
}

export interface Readiness {
  /** The generation that runs; null when nobody can tell. */
  readonly generation: number | null;
  /** Whether it had to be waited for. */
  readonly wasHeld: boolean;
}

/** Starts what visitors need, and holds them meanwhile. */
export interface Waker extends Disposable {
  /**
   * Resolves when the app runs, at once when that is known, or when its visitor is gone. An app of which nobody can tell
   * how it is counts as running: its host knows. Rejects with NotReady, STORE_BUSY and STORE_DOWN.
   */
  ready(wish: Wish): Promise<Readiness>;
  /** How an app is; null when nobody can tell. */
  read: AppStates["read"];
}

export interface WakeLimits {
  readonly maxHeldAnApp: number;
  readonly maxHeldStarting: number;
  /** How often those who are held look up in any case. */
  readonly heldLookMs: number;
}

export interface WakerDeps extends Omit<Parameters<typeof createAppStates>[0], "feed"> {
  readonly clock: Clock;
  readonly feed: Pick<Feed, "ageMs" | "ensureFresh" | "subscribe">;
  readonly ensureRunning: EnsureRunning;
  readonly onHeld: (count: number) => void;
  readonly isDraining: () => boolean;
  readonly limits: WakeLimits;
}

/** A feed that is older than its own pace tells of a change late: then rows are looked at. */
const slowFeedMs = 1_000;
/** With one that is older than this rows would be read for every request. */
const staleFeedMs = 2_000;

/**
 * An app is asked for by `ensureRunning`, which claims its start before it waits for anything; whoever is held learns of
 * the outcome by the feed. A generation that is running, or failed, only counts when it is not older than the start that
 * was asked for: what was kept from before says nothing about it.
 */
export function createWaker(deps: WakerDeps): Waker {
  const { clock, feed, ensureRunning, limits } = deps;
  const states = createAppStates(deps);
  const { maxHeldAnApp: maxEach, maxHeldStarting: maxAll } = limits;
  const room = createWaitingRoom({ clock, onCount: deps.onHeld, maxEach, maxAll });
  // Behind the subscription of the states, so that whoever is woken finds the old one gone.
  const unsubscribe = feed.subscribe(["app.status", "app.desired"], {
    apply: (_topic, appId) => room.wake(appId),
    flush: wakeAll,
  });
  let timer: Timer | null = null;

  function wakeAll(): void {
    for (const appId of [...room.keys()]) room.wake(appId);
  }

  /** One timer for all who are held, while there are any. */
  function lookUp(): void {
    timer ??= clock
      .after(limits.heldLookMs, () => {
        timer = null;
        if (room.count === 0) return;
        if (feed.ageMs() > slowFeedMs) for (const appId of room.keys()) states.forget(appId);
        wakeAll();
        lookUp();
      })
      .unref();
  }

  function notReady(code: NotReadyCode, state: KnownState | null, retryAfterMs?: number): NotReady {
    const sinceMs = state === null ? 0 : clock.monotonicMs() - state.sinceMonotonicMs;
    return new NotReady(code, state === null ? null : { ...state, sinceMs }, retryAfterMs);
  }

  /** Null when something changed, or the time was over, before the start was claimed or refused. */
  async function claim(appId: string, place: WaitingPlace, leftMs: number) {
    const outcome = ensureRunning(appId);
    // Whoever asks next hears of it too.
    outcome.catch(() => undefined);
    const sooner = place.changed(leftMs).then(() => null);
    try {
      return await Promise.race([outcome, sooner]);
    } finally {
      place.rouse();
    }
  }

  async function hold(wish: Wish, place: WaitingPlace): Promise<Readiness> {
    const { appId, whenGone } = wish;
    const untilMs = clock.monotonicMs() + wish.waitMs;
    const leftMs = () => Math.max(0, untilMs - clock.monotonicMs());
    let isGone = false;
    const stopListening = whenGone(() => {
      isGone = true;
      place.rouse();
    });
    try {
      for (;;) {
        const outcome = await claim(appId, place, leftMs());
        const state = await states.read(appId);
        const verdict = outcome === null ? null : judge(outcome, state, wish.refused);
        if (verdict !== null && "code" in verdict) {
          throw notReady(verdict.code, state, verdict.retryAfterMs);
        }
        if (verdict !== null) return verdict;
        if (isGone) return { generation: null, wasHeld: true };
        if (leftMs() === 0 || deps.isDraining()) throw notReady("APP_STARTING", state);
        if (outcome !== null) await place.changed(leftMs());
      }
    } finally {
      stopListening();
    }
  }

  return {
    async ready(wish) {
      const { appId } = wish;
      if (wish.refused === null) {
        const state = feed.ageMs() > staleFeedMs ? null : await states.read(appId);
        if (state === null || state.status === "running") {
          return { generation: state?.generation ?? null, wasHeld: false };
        }
      }
      // Also for those for whom there is no room.
      ensureRunning(appId).catch(() => undefined);
      using place = room.enter(appId);
      if (place === null) throw notReady("APP_STARTING", await states.read(appId));
      lookUp();
      return await hold(wish, place);
    },
    read: states.read,
    [Symbol.dispose]() {
      timer?.cancel();
      unsubscribe();
      states[Symbol.dispose]();
    },
  };
}

interface Refused {
  readonly code: NotReadyCode;
  readonly retryAfterMs?: number;
}

/** Null when there is something to wait for. Pure. */
function judge(
  outcome: StartOutcome,
  state: KnownState | null,
  refused: Wish["refused"],
): Readiness | Refused | null {
  if (outcome.kind === "refuse") return outcome;
  if (outcome.kind === "unmanaged") return { generation: null, wasHeld: true };
  const least = Math.max(outcome.generation, (refused?.generation ?? -1) + 1);
  if (state === null || state.generation < least) return null;
  if (state.status === "running") return { generation: state.generation, wasHeld: true };
  return state.status === "failed" ? { code: "APP_FAILED" } : null;
}
