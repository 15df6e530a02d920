import type { Log, Metrics } from "@homeport/platform";
import {
  type FleetWarningCode,
  fleetWarningCodes,
  type LiveReplica,
} from "./registry/judge-fleet.ts";

export type ClientName = "pool" | "feed";

/** What a pool's gate reports; each is one metric, and a log record where a person should look. */
export interface PoolEvents {
  queried(): void;
  acquired(waitedMs: number): void;
  saturated(facts: { waiting: number; waitedMs: number; reason: "deadline" | "queue" }): void;
  nested(facts: { statement: string }): void;
  watch(read: { inUse: () => number; waiting: () => number }): void;
}

export function createPoolEvents(deps: {
  log: Log;
  metrics: Metrics;
  client: ClientName;
}): PoolEvents {
  const { log, metrics, client } = deps;
  const queries = metrics.counter("db_queries_total", "Statements and transactions sent.", {
    client: ["pool", "feed"],
  });
  const acquire = metrics.histogram("db_acquire_seconds", "Wait for a connection of the pool.");
  const timeouts = metrics.counter(
    "db_acquire_timeouts_total",
    "Callers that were refused because no connection was free in time.",
  );
  return {
    queried: () => queries.inc({ client }),
    acquired: (waitedMs) => acquire.observe(waitedMs / 1000),
    saturated(facts) {
      timeouts.inc();
      log.warn({ client, ...facts }, "db.saturated");
    },
    nested: (facts) => log.error({ client, ...facts }, "db.nested"),
    watch(read) {
      if (client === "feed") return;
      metrics.sampled(
        "db_pool_in_use",
        "Connections of the pool that carry a statement.",
        read.inUse,
      );
      metrics.sampled("db_pool_waiting", "Callers that wait for a connection.", read.waiting);
    },
  };
}

export function logAfterCommitFailed(log: Log, error: unknown): void {
  log.error({ err: error }, "db.after-commit-failed");
}

export function logRepeated(
  log: Log,
  facts: { name: string; attempt: number; code: string },
): void {
  log.info(facts, "db.repeated");
}

export function logStoreAwaited(
  log: Log,
  facts: { attempt: number; waitMs: number; error: unknown },
): void {
  log.warn({ attempt: facts.attempt, waitMs: facts.waitMs, err: facts.error }, "db.awaited");
}

export function logMigrated(log: Log, facts: { id: string; tookMs: number }): void {
  log.info(facts, "schema.migrated");
}

export function logSchemaAhead(log: Log, facts: { ahead: readonly string[] }): void {
  log.warn(facts, "schema.ahead");
}

export function logContractDeferred(
  log: Log,
  facts: { id: string; requires: string | null },
): void {
  log.warn(facts, "schema.contract-deferred");
}

export function logMigrationWaits(
  log: Log,
  facts: { readonly holder: string } | { readonly missing: readonly string[] },
): void {
  log.info(facts, "schema.migration-waits");
}

const fleetApps = ["web", "worker", "relay"] as const;

/** What is wrong with the fleet as a whole, as this replica learnt at its last beat. */
export function createFleetGauges(metrics: Metrics, capacity: number) {
  metrics.sampled(
    "max_replicas",
    "Replicas of this app that its limits are divided by.",
    () => capacity,
  );
  const warning = metrics.gauge(
    "fleet_warning",
    "1 while the live replicas together are warned of this, in the words of `/readyz`.",
    { warning: fleetWarningCodes },
  );
  const overCapacity = metrics.gauge(
    "over_capacity",
    "1 while more replicas of some app serve than its limits are divided by.",
  );
  const counted = metrics.gauge(
    "replicas",
    "Replicas in the registry, of the whole installation, as this one learnt at its last beat.",
    { app: fleetApps, state: ["serving", "draining", "lost"] },
  );
  const budget = metrics.gauge(
    "db_budget_ratio",
    "The connections that all live replicas may hold, of those that Postgres has for them.",
  );
  return {
    counted(
      live: readonly Pick<LiveReplica, "app" | "isDraining">[],
      lost: readonly Pick<LiveReplica, "app">[],
    ): void {
      for (const app of fleetApps) {
        const own = live.filter((each) => each.app === app);
        const draining = own.filter(({ isDraining }) => isDraining).length;
        counted.set(own.length - draining, { app, state: "serving" });
        counted.set(draining, { app, state: "draining" });
        counted.set(lost.filter((each) => each.app === app).length, { app, state: "lost" });
      }
    },
    budget: (ratio: number) => budget.set(ratio),
    warned(codes: readonly FleetWarningCode[]): void {
      overCapacity.set(codes.includes("over-capacity") ? 1 : 0);
      for (const code of fleetWarningCodes) {
        warning.set(codes.includes(code) ? 1 : 0, { warning: code });
      }
    },
  };
}

/** It ended without a word, or hangs: its row was not renewed for 15 s. */
export function logReplicaLost(log: Log, facts: { lost: string; lostApp: string }): void {
  log.warn(facts, "replica.lost");
}

export function logBeatFailed(log: Log, error: unknown): void {
  log.warn({ err: error }, "replica.beat-failed");
}
