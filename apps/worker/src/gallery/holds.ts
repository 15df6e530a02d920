import { type Claim, type GalleryDeps, renewWork } from "@homeport/gallery";
import type { Log } from "@homeport/platform";

/** A row of work while this worker has it. */
export interface Kept extends Disposable {
  /** Aborts when the row has gone to somebody else. */
  readonly lost: AbortSignal;
}

export interface Holds extends AsyncDisposable {
  keep(claim: Claim): Kept;
}

/** Far shorter than the lease: one renewal may fail, and none needs to be early. */
const renewEveryMs = 2_000;

/** Renews all rows of this worker together, in one statement every 2 s. */
export function createHolds(
  deps: Pick<GalleryDeps, "db" | "clock"> & { log: Log },
  holder: string,
  everyMs = renewEveryMs,
): Holds {
  const kept = new Map<Claim, AbortController>();
  const stopping = new AbortController();

  async function renewAll(): Promise<void> {
    const claims = [...kept.keys()];
    const held = await renewWork(deps, holder, claims);
    const isHeld = (claim: Claim) =>
      held.some(
        ({ imageId, kind, fence }) =>
          imageId === claim.imageId && kind === claim.kind && fence === claim.fence,
      );
    for (const claim of claims) {
      if (!isHeld(claim)) kept.get(claim)?.abort(new Error("The work has gone to another worker"));
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await deps.clock.sleep(everyMs, stopping.signal).catch(() => undefined);
      if (stopping.signal.aborted || kept.size === 0) continue;
      // A renewal that fails leaves the lease as it is; the commit proves it anyway.
      await renewAll().catch((error: unknown) =>
        deps.log.warn({ err: error }, "gallery.renewal-failed"),
      );
    }
  }

  const running = run();
  return {
    keep(claim) {
      const lost = new AbortController();
      kept.set(claim, lost);
      return { lost: lost.signal, [Symbol.dispose]: () => void kept.delete(claim) };
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
