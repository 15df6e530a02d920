import { openQueues, type Wake } from "@homeport/jobs";
import type { Sources } from "@homeport/vaults";
import type { WorkerContext } from "../context.ts";

export interface WatchSourcesOptions extends WorkerContext {
  readonly sources: Sources;
  readonly wake: Wake<never>;
}

/** Follows what the sources announce that can be followed. Ends with the process. */
export function watchSources(options: WatchSourcesOptions): AsyncDisposable {
  const { sources, wake, db, clock, random, log, metrics, redisUrl } = options;
  const watches = [...sources.values()].flatMap(({ watch }) => watch ?? []);
  const over = new AbortController();
  if (watches.length === 0) return { [Symbol.asyncDispose]: async () => undefined };
  const queues = openQueues({ url: redisUrl, clock, log, metrics, random });
  const wakeVault = (vaultId: string) => queues.wake(wake, [vaultId]);
  const ctx = { db, clock, lease: options, wakeVault, signal: over.signal };
  const watching = Promise.all(watches.map((watch) => watch(ctx)));
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await watching;
      await queues[Symbol.asyncDispose]();
    },
  };
}
