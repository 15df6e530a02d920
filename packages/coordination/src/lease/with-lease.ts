import {
  type Clock,
  isHomeportError,
  type Log,
  type Metrics,
  type Random,
} from "@homeport/platform";
import { CoordinationError } from "../errors.ts";
import { settleWithin } from "../settle-within.ts";
import type { SqlPort } from "../sql-port.ts";
import { createLeaseEvents, type LeaseEvents } from "./events.ts";
import { keepLease } from "./keep-lease.ts";
import { acquireLease, type Lease, releaseLease } from "./lease.ts";
import { proveLeaseRow } from "./store.ts";

export interface LeaseDeps<Tx> {
  readonly sql: SqlPort<Tx>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Stands in the holder's name, for people who read the table. */
  readonly replicaId: string;
}

/** All that work under a lease is given: it has no other door to the database. */
export interface LeaseScope<Tx> {
  readonly fence: bigint;
  /** Aborts with LEASE_LOST, or with the caller's own reason. */
  readonly signal: AbortSignal;
  /**
   * One transaction that first proves the lease. LEASE_LOST, with nothing done, once another holder
   * may have it. All facts of one outcome belong into one such call.
   */
  write<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
}

export type LeaseOutcome<T> = { readonly held: true; readonly value: T } | { readonly held: false };

export interface LeaseInput {
  readonly name: string;
  /** 15 s unless told; renewed every third of it. */
  readonly ttlMs?: number;
  /** Aborts the work, for example because the process drains. */
  readonly signal?: AbortSignal;
  readonly idleForMs?: number;
}

const defaultTtlMs = 15_000;
const releaseDeadlineMs = 2_000;

/**
 * Runs `fn` while this process holds the lease `name`, and releases it afterwards; `held: false` when
 * somebody else holds it. Rejects with what `fn` rejects with, or with LEASE_LOST from its writes.
 */
export async function withLease<Tx, T>(
  deps: LeaseDeps<Tx>,
  input: LeaseInput,
  fn: (scope: LeaseScope<Tx>) => Promise<T>,
): Promise<LeaseOutcome<T>> {
  input.signal?.throwIfAborted();
  const events = createLeaseEvents(deps);
  const sentAtMs = deps.clock.monotonicMs();
  const lease = await acquireLease(deps.sql.pool, deps.random, {
    ttlMs: defaultTtlMs,
    replicaId: deps.replicaId,
    ...input,
  });
  if (lease === null) return { held: false };
  events.acquired(lease);

  const kept = keepLease(deps, lease, sentAtMs);
  const signal =
    input.signal === undefined ? kept.signal : AbortSignal.any([kept.signal, input.signal]);
  try {
    const write = fencedWrite(deps.sql, lease, kept.signal);
    return { held: true, value: await fn({ fence: lease.fence, signal, write }) };
  } catch (error) {
    if (isHomeportError(error) && error.code === "LEASE_LOST") events.lost(lease);
    throw error;
  } finally {
    kept.stop();
    await giveBack(deps, lease, events);
  }
}

function fencedWrite<Tx>(
  sql: SqlPort<Tx>,
  lease: Lease,
  lost: AbortSignal,
): LeaseScope<Tx>["write"] {
  return async (fn) => {
    lost.throwIfAborted();
    return sql.transaction(`lease ${lease.name}`, async (tx) => {
      if (!(await proveLeaseRow(sql.within(tx), lease))) throw new CoordinationError("LEASE_LOST");
      return fn(tx);
    });
  };
}

/** A release that fails costs the next holder the rest of the TTL, and the work itself is done. */
async function giveBack<Tx>(deps: LeaseDeps<Tx>, lease: Lease, events: LeaseEvents): Promise<void> {
  try {
    const release = releaseLease(deps.sql.feed, lease);
    const answer = await settleWithin(deps.clock, releaseDeadlineMs, release);
    if (!answer.settled) throw new Error("The store did not answer in time.");
    events.released(lease);
  } catch (error) {
    events.releaseFailed(lease, error);
  }
}
