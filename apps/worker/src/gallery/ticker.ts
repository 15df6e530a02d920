import { type GalleryDeps, reconcileWork } from "@homeport/gallery";
import type { Log } from "@homeport/platform";

export interface TickerDeps {
  readonly gallery: GalleryDeps;
  readonly holder: string;
  readonly log: Log;
  /** What a flush of Redis takes away and each turn brings back. */
  restore?(): Promise<unknown>;
  /** 10 s unless told. */
  readonly everyMs?: number;
}

const usualEveryMs = 10_000;
const firstAfterMs = 3_000;
/** Turns are spread by a tenth of their distance, and one that comes so much early is not skipped. */
const jitter = 0.1;

/**
 * Runs a pass over all work every 10 s until it is disposed. Every worker tries, and the row that they share lets one of
 * them: so many workers make one driver. No schedule in Redis is needed, which a flush would take away.
 */
export function startTicker(deps: TickerDeps): AsyncDisposable {
  const { gallery, holder, log, everyMs = usualEveryMs } = deps;
  const idleForMs = everyMs * (1 - jitter);
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    let waitMs = Math.min(firstAfterMs, everyMs);
    while (!signal.aborted) {
      await gallery.clock.sleep(waitMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await deps.restore?.();
        await reconcileWork(gallery, { holder, idleForMs });
      } catch (error) {
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
