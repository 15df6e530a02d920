import type { Random } from "@homeport/platform";
import type { SqlRunner } from "../sql-port.ts";
import { type LeaseRow, namedLeaseRow } from "./lease-row.ts";
import { releaseLeaseRow, renewLeaseRow } from "./store.ts";

/** Proof of one acquisition. The holder is new for every acquisition, the fence only ever rises. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly fence: bigint;
  readonly ttlMs: number;
  /** The lease had been held before and ran out without being released. */
  readonly stolen: boolean;
}

export interface AcquireInput {
  readonly name: string;
  readonly ttlMs: number;
  readonly replicaId: string;
  /** Take it only when the last completed run lies at least this far back. */
  readonly idleForMs?: number;
}

/**
 * Takes the lease when nobody holds it, by the database's clock, and raises its fence every time.
 * Returns null when it is held (or, with `idleForMs`, when it ran recently). A takeover waits for
 * the fenced writes of the previous holder that are under way.
 */
export async function acquireLease(
  sql: SqlRunner,
  random: Random,
  input: AcquireInput,
): Promise<Lease | null> {
  return takeLease(namedLeaseRow(input.name, input.idleForMs), sql, random, input);
}

/** The same for a lease wherever it stands. The holder is new each time, also for the same replica. */
export async function takeLease(
  row: LeaseRow,
  sql: SqlRunner,
  random: Random,
  { replicaId, ttlMs }: Pick<AcquireInput, "replicaId" | "ttlMs">,
): Promise<Lease | null> {
  const holder = `${replicaId}:${Buffer.from(random.bytes(8)).toString("hex")}`;
  const taken = await row.take(sql, { holder, ttlMs });
  return taken === null ? null : { name: row.name, holder, ttlMs, ...taken };
}

/** Extends an unexpired lease by its TTL; false when it is no longer this holder's. Never bumps the fence. */
export async function renewLease(sql: SqlRunner, lease: Lease): Promise<boolean> {
  return renewLeaseRow(sql, lease);
}

/** Gives the lease up at once. The row and its fence stay; another holder's lease is left alone. */
export async function releaseLease(sql: SqlRunner, lease: Lease): Promise<void> {
  await releaseLeaseRow(sql, lease);
}
