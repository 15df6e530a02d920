import { createSqlPort, openDb, openFeedConnection } from "@homeport/db";
import { bindWake, consume } from "@homeport/jobs";
import { createLog, createMetrics, systemClock, systemRandom } from "@homeport/platform";
import {
  type CanonicalizeDeps,
  checkVault,
  checkVaultsWake,
  createPreparer,
  createVaultsEvents,
  memorySource,
  nodePrimitives,
  type Source,
} from "@homeport/vaults";
import { defaultCheckTimings } from "@homeport/vaults/core";
import { careless } from "./careless.ts";
import { beginLook, endLook, insertReady, isGateOpen } from "./store.ts";
import { vaultPlan } from "./vault-plan.ts";

// A worker of vaults: the product's own looks, jobs, leases and pool, with a gate between what a source shows and what is
// written of it. It is killed, or stopped in order.
const plan = vaultPlan.parse(JSON.parse(process.argv[2] ?? ""));
const { worker: replicaId, databaseUrl, redisUrl, checkMs } = plan;
const about = { app: "vaults", version: "0.0.0" };
const log = createLog({ ...about, replica: replicaId, stage: "test" });
const metrics = createMetrics(about);
const common = { clock: systemClock, random: systemRandom, log, metrics };
const askEveryMs = 25;

const db = openDb({ url: databaseUrl, app: "vaults", poolMax: 10, ...common });
const connection = openFeedConnection({ url: databaseUrl, app: "vaults", ...common });
const real = memorySource(db.sql);

/** Whoever is frozen before the gate writes, or is refused, when it wakes. */
async function pass(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await isGateOpen(db.sql).catch(() => false))) {
    await systemClock.sleep(askEveryMs);
  }
}

/** Also when Postgres restarts just then: the scenario waits for the end of each look. */
async function untilNoted(lookId: string): Promise<void> {
  const isNoted = () =>
    endLook(db.sql, lookId).then(
      () => true,
      () => false,
    );
  while (!(await isNoted())) await systemClock.sleep(askEveryMs);
}

const gated: Source = {
  ...real,
  async observe(target) {
    const seen = await real.observe(target);
    await pass(target.signal);
    return seen;
  },
};

const deps: CanonicalizeDeps = {
  ...{ db, clock: systemClock, random: systemRandom, primitives: nodePrimitives },
  preparer: createPreparer(nodePrimitives),
  sources: new Map([["memory", gated]]),
  events: createVaultsEvents({ log, metrics }),
  feed: { announce: async () => undefined },
  retainedMs: 86_400_000,
  timings: {
    ...defaultCheckTimings,
    ...{ checkMs, fastCheckMs: checkMs, graceMs: 0, maxRetries: 10_000 },
    ...{ unavailableMs: checkMs, unavailableMaxMs: checkMs },
  },
  lease: { ...common, sql: createSqlPort(db, connection), replicaId },
  leaseTtlMs: plan.ttlMs,
};
/** Whoever writes without a look at their lease does not hear either that the job has gone to somebody else. */
const heedless = new AbortController().signal;
const looking = plan.hasFault ? careless(deps) : deps;
const { concurrency, lockMs, stalledMs, sweepEveryMs } = plan;
const contract = { ...checkVaultsWake(sweepEveryMs), concurrency, lockMs, stalledMs };
const consumer = consume({
  ...common,
  url: redisUrl,
  tasks: [],
  wakes: [
    bindWake(contract, db.sql, async (vaultId, { signal }) => {
      const lookId = await beginLook(db.sql, process.pid);
      try {
        await checkVault(looking, { vaultId, signal: plan.hasFault ? heedless : signal });
      } finally {
        await untilNoted(lookId);
      }
    }),
  ],
  ...(plan.hasFault ? { prefix: `homeport:q:${replicaId}` } : {}),
});
process.on("SIGTERM", () => {
  // As a worker stops: what it is at ends now, and its leases are free.
  void consumer.drain().finally(() => process.exit(0));
});
await insertReady(db.sql, process.pid);
