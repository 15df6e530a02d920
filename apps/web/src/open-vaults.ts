import { join } from "node:path";
import type { Feed } from "@homeport/coordination";
import type { Db } from "@homeport/db";
import { openQueues } from "@homeport/jobs";
import {
  createCursorCodec,
  type Keys,
  type ProcessContext,
  type Runtime,
  systemRandom,
} from "@homeport/platform";
import {
  checkVaultsWake,
  createPreparer,
  createVaultsEvents,
  followServerKey,
  nodePrimitives,
  openServerKey,
  openSources,
  PrepareThreads,
  type VaultsDeps,
} from "@homeport/vaults";
import type { WebConfig } from "./env.ts";

/** What web stands on for vaults. The key that acknowledges is made here, by whichever replica starts first. */
export async function openVaults(
  { config, clock, log, metrics, lifecycle }: ProcessContext<WebConfig>,
  runtime: Runtime,
  { db, feed, keys }: { db: Db; feed: Feed; keys: Keys },
): Promise<VaultsDeps> {
  const random = systemRandom;
  const base = { db, clock, random, primitives: nodePrimitives };
  const { stage, vaults } = config;
  const { sources } = openSources({ stage, sql: db.sql, clock, chains: vaults.chains });
  const queues =
    runtime.redis.kind === "memory"
      ? null
      : lifecycle.use(openQueues({ url: runtime.redis.url, clock, log, metrics, random }));
  const check = checkVaultsWake();
  const threads = lifecycle.use(new PrepareThreads({ program: threadProgram(), clock }));
  const server = await openServerKey({ ...base, keys });
  followServerKey(feed, server);
  const { stateMaxBytes, freshnessMs, maxProposals, retainedMs } = vaults;
  return {
    ...{ ...base, feed, sources, server, cursors: createCursorCodec(keys) },
    preparer: createPreparer(nodePrimitives, threads),
    events: createVaultsEvents({ log, metrics }),
    // Workers sweep what is due every second; a wake only makes it sooner.
    wakeVault: async (vaultId) => queues?.wake(check, [vaultId]),
    ...{ stateMaxBytes, freshnessMs, maxProposals, retainedMs },
    reconcileMs: vaults.timings.reconcileMs,
  };
}

/** Beside this program: its source in development, its bundle in a build. */
function threadProgram(): string {
  const ending = import.meta.filename.endsWith(".ts") ? "ts" : "js";
  return join(import.meta.dirname, `prepare-child.${ending}`);
}
