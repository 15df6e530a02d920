import { type Claim, type GalleryDeps, renewWork } from "@homeport/gallery";
import type { Log } from "@homeport/platform";

/** Why a worker lets go of a row: somebody else has it, or nobody is to do it. */
export class LetGo extends Error {
  readonly why: "lost" | "cancelled";

  constructor(why: LetGo["why"]) {
    super(why === "lost" ? "The work has gone to another worker" : "Its run was cancelled");
    this.why = why;
  }
}

/** A row of work while this worker has it. */
export interface Kept extends Disposable {
  /** Aborts, with a `LetGo`, when this worker is not to go on with it. */
  readonly ended: AbortSignal;
}

export interface Holds extends AsyncDisposable {
  keep(claim: Claim): Kept;
  /** Renews all holds now, and so learns which runs are cancelled. */
  renew(): Promise<void>;
  /** Somebody has cancelled this run: its photos are let go of at once. */
  cancelRun(runId: string): void;
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
    for (const claim of claims) {
      const mine = held.find(
        ({ imageId, kind, fence }) =>
          imageId === claim.imageId && kind === claim.kind && fence === claim.fence,
      );
      if (mine === undefined) kept.get(claim)?.abort(new LetGo("lost"));
      else if (mine.isCancelled) kept.get(claim)?.abort(new LetGo("cancelled"));
    }
  }

  async function renew(): Promise<void> {
    if (kept.size === 0) return;
    // A renewal that fails leaves the lease as it is; the commit proves it anyway.
    await renewAll().catch((error: unknown) =>
      deps.log.warn({ err: error }, "gallery.renewal-failed"),
    );
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await deps.clock.sleep(everyMs, stopping.signal).catch(() => undefined);
      if (!stopping.signal.aborted) await renew();
    }
  }

  const running = run();
  return {
    renew,
    keep(claim) {
      const ended = new AbortController();
      kept.set(claim, ended);
      return { ended: ended.signal, [Symbol.dispose]: () => void kept.delete(claim) };
    },
    cancelRun(runId) {
      for (const [claim, ended] of kept) {
        if (claim.runId === runId) ended.abort(new LetGo("cancelled"));
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
