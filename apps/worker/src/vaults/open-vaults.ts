import { join } from "node:path";
import { bindWake, type WakeBinding } from "@homeport/jobs";
import type { ProcessContext } from "@homeport/platform";
import {
  type CanonicalizeDeps,
  checkVault,
  checkVaultsWake,
  createPreparer,
  createVaultsEvents,
  memorySource,
  nodePrimitives,
  PrepareThreads,
  type Sources,
} from "@homeport/vaults";
import type { WorkerContext } from "../context.ts";
import type { WorkerConfig } from "../env.ts";
import { watchVaultCounts } from "./vault-counts.ts";

export interface WorkerVaults {
  readonly deps: CanonicalizeDeps;
  readonly wakes: readonly WakeBinding[];
}

/** Opens what this worker does for vaults: it looks at their sources, and makes history of what has landed. */
export function openVaults(
  { config, lifecycle }: ProcessContext<WorkerConfig>,
  context: WorkerContext,
): WorkerVaults {
  const { db, clock, random, feed, log, metrics } = context;
  const { retainedMs, timings, leaseTtlMs, sweepMs } = config.vaults;
  const events = createVaultsEvents({ log, metrics });
  // A source that is written by hand is for trying things out alone.
  const sources: Sources =
    config.stage === "prod" ? new Map() : new Map([["memory", memorySource(db.sql)]]);
  const threads = lifecycle.use(new PrepareThreads({ program: threadProgram(), clock }));
  const deps: CanonicalizeDeps = {
    preparer: createPreparer(nodePrimitives, threads),
    ...{ db, clock, random, primitives: nodePrimitives, sources, feed, events },
    ...{ retainedMs, timings, leaseTtlMs, lease: context },
  };
  lifecycle.use(watchVaultCounts({ db, clock, log, events }));
  const check = bindWake(checkVaultsWake(sweepMs), db.sql, async (vaultId, { signal }) => {
    await checkVault(deps, { vaultId, signal });
  });
  return { deps, wakes: [check] };
}

/** Beside this program: its source in development, its bundle in a build. */
function threadProgram(): string {
  const ending = import.meta.filename.endsWith(".ts") ? "ts" : "js";
  return join(import.meta.dirname, `prepare-child.${ending}`);
}
