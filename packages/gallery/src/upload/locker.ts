import type { Clock } from "@homeport/platform";
import type { Lock } from "@tus/utils";
import type { GalleryDeps } from "../context.ts";
import { GalleryError } from "../errors.ts";
import { isLockWanted, releaseLock, renewLock, takeLock } from "./store.ts";

export interface LockTimes {
  readonly lifeMs: number;
  readonly renewEveryMs: number;
  readonly pollEveryMs: number;
  readonly waitMs: number;
}

export const usualLockTimes: LockTimes = {
  lifeMs: 15_000,
  renewEveryMs: 5_000,
  pollEveryMs: 500,
  waitMs: 10_000,
};

/**
 * The lock of one request on one upload: a lease on its row, so that it holds over all replicas and ends with the
 * process that held it.
 *
 * free ── lock() ──▶ held ── unlock() ──▶ free
 * held ── another request wants it, the row says that it is not ours, or this process stops ──▶ asked to stop: the
 *         request makes durable what it has and unlocks
 * held ── the process dies ──▶ free after `lifeMs`
 *
 * An upload that is only being created has no row yet: creating it takes the lock.
 */
export function createUploadLock(
  deps: Pick<GalleryDeps, "db"> & { clock: Clock },
  input: { id: string; token: string; times: LockTimes; stopping: AbortSignal },
): Lock {
  const { orm } = deps.db;
  const { id, token, times, stopping } = input;
  const done = new AbortController();
  let watching: Promise<void> = Promise.resolve();

  async function watch(askToStop: () => void, isThere: boolean): Promise<void> {
    let wasThere = isThere;
    let nextRenewalMs = deps.clock.monotonicMs() + times.renewEveryMs;
    while (!done.signal.aborted) {
      await deps.clock.sleep(times.pollEveryMs, done.signal).catch(() => undefined);
      if (done.signal.aborted) return;
      const renew = deps.clock.monotonicMs() >= nextRenewalMs;
      const wanted = await (renew
        ? renewLock(orm, id, token, times.lifeMs)
        : isLockWanted(orm, id, token)
      ).catch(() => false);
      if (renew) nextRenewalMs = deps.clock.monotonicMs() + times.renewEveryMs;
      wasThere ||= wanted !== null;
      if (wanted === true || (wanted === null && wasThere)) {
        askToStop();
        return;
      }
    }
  }

  return {
    async lock(signal, askToStop) {
      const untilMs = deps.clock.monotonicMs() + times.waitMs;
      let answer = await takeLock(orm, id, token, times.lifeMs);
      while (answer === "held") {
        if (deps.clock.monotonicMs() >= untilMs) throw new GalleryError("UPLOAD_LOCKED");
        await deps.clock.sleep(times.pollEveryMs, signal);
        answer = await takeLock(orm, id, token, times.lifeMs);
      }
      const stop = () => void askToStop();
      if (stopping.aborted) stop();
      else stopping.addEventListener("abort", stop, { signal: done.signal });
      watching = watch(stop, answer === "taken");
    },
    async unlock() {
      done.abort();
      await watching;
      await releaseLock(orm, id, token);
    },
  };
}
