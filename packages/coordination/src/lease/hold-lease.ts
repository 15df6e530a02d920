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
import { type KeptLease, keepLease } from "./keep-lease.ts";
import { type Lease, takeLease } from "./lease.ts";
import type { LeaseRow } from "./lease-row.ts";

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
  /** Whoever held it before has not given it back: their time was over. */
  readonly stolen: boolean;
  /** Aborts with LEASE_LOST, or with the caller's own reason. */
  readonly signal: AbortSignal;
  /**
   * One transaction that first proves the lease. LEASE_LOST, with nothing done, once another holder
   * may have it. All facts of one outcome belong into one such call.
   */
  write<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
}

export type LeaseOutcome<T> = { readonly held: true; readonly value: T } | { readonly held: false };

export interface HoldInput {
  /** 15 s unless told. */
  readonly ttlMs?: number;
  /** How often it is renewed: a third of its TTL unless told. */
  readonly renewMs?: number;
  /** Aborts the work, for example because the process drains. */
  readonly signal?: AbortSignal;
}

const defaultTtlMs = 15_000;
const releaseDeadlineMs = 2_000;

/** Runs `fn` while this process holds the lease on `row`, wherever that stands. See `withLease` and `rowLease`. */
export async function holdLease<Tx, T>(
  deps: LeaseDeps<Tx>,
  row: LeaseRow,
  input: HoldInput,
  fn: (scope: LeaseScope<Tx>) => Promise<T>,
): Promise<LeaseOutcome<T>> {
  input.signal?.throwIfAborted();
  const { sql, clock, random, replicaId } = deps;
  const events = createLeaseEvents(deps);
  const sentAtMs = clock.monotonicMs();
  const ttlMs = input.ttlMs ?? defaultTtlMs;
  const lease = await takeLease(row, sql.pool, random, { replicaId, ttlMs });
  if (lease === null) return { held: false };
  events.acquired(lease);

  const renew = () => row.renew(sql.feed, lease);
  const kept = keepLease({ clock, renew }, { ...lease, renewMs: input.renewMs }, sentAtMs);
  const signal =
    input.signal === undefined ? kept.signal : AbortSignal.any([kept.signal, input.signal]);
  try {
    const write = fencedWrite(deps, row, lease, kept);
    return {
      held: true,
      value: await fn({ fence: lease.fence, stolen: lease.stolen, signal, write }),
    };
  } catch (error) {
    if (isHomeportError(error) && error.code === "LEASE_LOST") events.lost(lease);
    throw error;
  } finally {
    kept.stop();
    await giveBack(deps, row, lease, events);
  }
}

function fencedWrite<Tx>(
  { sql, clock }: LeaseDeps<Tx>,
  row: LeaseRow,
  lease: Lease,
  kept: KeptLease,
): LeaseScope<Tx>["write"] {
  return async (fn) => {
    kept.signal.throwIfAborted();
    const sentAtMs = clock.monotonicMs();
    const value = await sql.transaction(`lease ${lease.name}`, async (tx) => {
      if (!(await row.prove(sql.within(tx), lease))) throw new CoordinationError("LEASE_LOST");
      return fn(tx);
    });
    if (row.proofRenews) kept.extended(sentAtMs);
    return value;
  };
}

/** A release that fails costs the next holder the rest of the TTL, and the work itself is done. */
async function giveBack<Tx>(
  { sql, clock }: LeaseDeps<Tx>,
  row: LeaseRow,
  lease: Lease,
  events: LeaseEvents,
): Promise<void> {
  try {
    const answer = await settleWithin(clock, releaseDeadlineMs, row.release(sql, lease));
    if (!answer.settled) throw new Error("The store did not answer in time.");
    events.released(lease);
  } catch (error) {
    events.releaseFailed(lease, error);
  }
}
