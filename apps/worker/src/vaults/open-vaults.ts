import { join } from "node:path";
import { bindWake, type WakeBinding } from "@homeport/jobs";
import type { ProcessContext } from "@homeport/platform";
import {
  type CanonicalizeDeps,
  checkChains,
  checkVault,
  checkVaultsWake,
  createPreparer,
  createVaultsEvents,
  nodePrimitives,
  openSources,
  PrepareThreads,
} from "@homeport/vaults";
import type { WorkerContext } from "../context.ts";
import type { WorkerConfig } from "../env.ts";
import { watchVaultCounts } from "./vault-counts.ts";
import { watchSources } from "./watch-sources.ts";

export interface WorkerVaults {
  readonly deps: CanonicalizeDeps;
  readonly wakes: readonly WakeBinding[];
}

/** Opens what this worker does for vaults: it looks at their sources, and makes history of what has landed. Throws ConfigError. */
export async function openVaults(
  { config, lifecycle }: ProcessContext<WorkerConfig>,
  context: WorkerContext,
): Promise<WorkerVaults> {
  const { db, clock, random, feed, log, metrics } = context;
  const { stage, vaults } = config;
  const { retainedMs, timings, leaseTtlMs, leaseRenewMs, sweepMs } = vaults;
  const events = createVaultsEvents({ log, metrics });
  const opened = openSources({ stage, sql: db.sql, clock, chains: vaults.chains });
  await checkChains(opened.chains);
  const { sources } = opened;
  const threads = lifecycle.use(new PrepareThreads({ program: threadProgram(), clock }));
  const deps: CanonicalizeDeps = {
    preparer: createPreparer(nodePrimitives, threads),
    ...{ db, clock, random, primitives: nodePrimitives, sources, feed, events },
    ...{ retainedMs, timings, leaseTtlMs, leaseRenewMs, lease: context },
  };
  lifecycle.use(watchVaultCounts({ db, clock, log, events }));
  const wake = checkVaultsWake(sweepMs);
  lifecycle.use(watchSources({ ...context, sources, wake }));
  const check = bindWake(wake, db.sql, async (vaultId, { signal, notMine }) => {
    if (!(await checkVault(deps, { vaultId, signal }))) notMine();
  });
  return { deps, wakes: [check] };
}

/** Beside this program: its source in development, its bundle in a build. */
function threadProgram(): string {
  const ending = import.meta.filename.endsWith(".ts") ? "ts" : "js";
  return join(import.meta.dirname, `prepare-child.${ending}`);
}
