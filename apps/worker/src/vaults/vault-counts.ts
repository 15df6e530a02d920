import type { Clock, Log, Timer } from "@homeport/platform";
import { countVaults, type VaultsDeps } from "@homeport/vaults";

const everyMs = 15_000;

/**
 * How much waits, said by every worker of the whole installation: whoever takes the largest is right. A scrape reads memory
 * only; while the store is away the last counts stand.
 */
export function watchVaultCounts(
  deps: Pick<VaultsDeps, "db" | "events"> & {
    readonly clock: Pick<Clock, "after">;
    readonly log: Log;
  },
): Disposable {
  let timer: Timer | null = null;
  let stopped = false;

  async function count(): Promise<void> {
    try {
      await countVaults(deps);
    } catch (error) {
      // The pool has counted it, and the next round asks again.
      deps.log.debug({ err: error }, "vaults.not-counted");
    }
  }

  function round(): void {
    void count().then(() => {
      if (!stopped) timer = deps.clock.after(everyMs, round).unref();
    });
  }

  round();
  return {
    [Symbol.dispose]() {
      stopped = true;
      timer?.cancel();
    },
  };
}
