import { filledMost, type GalleryDeps, reconcileWork } from "@homeport/gallery";
import type { Log } from "@homeport/platform";

export interface TickerDeps {
  readonly gallery: GalleryDeps;
  readonly holder: string;
  readonly log: Log;
  /** What a flush of Redis takes away and each turn brings back. */
  restore?(): Promise<unknown>;
  /** Whether so little waits in the queues that they are to be filled again before their turn. */
  hasDrained?(): Promise<boolean>;
  /** 10 s unless told. */
  readonly everyMs?: number;
}

const usualEveryMs = 10_000;
const firstAfterMs = 3_000;
const lookEveryMs = 1_000;
/** Turns are spread by a tenth of their distance, and one that comes so much early is not skipped. */
const jitter = 0.1;

/**
 * Runs a pass over all work every 10 s until it is disposed. Every worker tries, and the row that they share lets one of
 * them: so many workers make one driver. No schedule in Redis is needed, which a flush would take away. Whoever has left
 * rows out looks every second whether there is room for them.
 */
export function startTicker(deps: TickerDeps): AsyncDisposable {
  const { gallery, holder, log, everyMs = usualEveryMs } = deps;
  const idleForMs = everyMs * (1 - jitter);
  const stopping = new AbortController();
  const { signal } = stopping;

  const sleep = (ms: number) => gallery.clock.sleep(ms, signal).catch(() => undefined);

  /** True when it was cut short, because a queue has drained. */
  async function waitForTurn(waitMs: number, isMoreDue: boolean): Promise<boolean> {
    if (!isMoreDue) {
      await sleep(waitMs);
      return false;
    }
    const untilMs = gallery.clock.monotonicMs() + waitMs;
    while (!signal.aborted && gallery.clock.monotonicMs() < untilMs) {
      await sleep(Math.min(lookEveryMs, waitMs));
      if (await deps.hasDrained?.()) return true;
    }
    return false;
  }

  async function run(): Promise<void> {
    let waitMs = Math.min(firstAfterMs, everyMs);
    let isMoreDue = false;
    while (!signal.aborted) {
      const isHurried = await waitForTurn(waitMs, isMoreDue);
      if (signal.aborted) return;
      try {
        await deps.restore?.();
        const pass = await reconcileWork(gallery, { holder, idleForMs: isHurried ? 0 : idleForMs });
        isMoreDue = pass.ran && pass.enqueued >= filledMost;
      } catch (error) {
        isMoreDue = false;
        log.warn({ err: error }, "gallery.pass-failed");
      }
      waitMs = everyMs * (1 + (gallery.random.number() * 2 - 1) * jitter);
    }
  }

  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
