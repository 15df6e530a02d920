import type { Random } from "@homeport/platform";
import type { SqlRunner } from "../sql-port.ts";
import { releaseLeaseRow, renewLeaseRow, takeLeaseRow } from "./store.ts";

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
  const holder = `${input.replicaId}:${Buffer.from(random.bytes(8)).toString("hex")}`;
  const taken = await takeLeaseRow(sql, { ...input, holder });
  if (taken === null) {
    return null;
  }
  return { name: input.name, holder, ttlMs: input.ttlMs, ...taken };
}

/** Extends an unexpired lease by its TTL; false when it is no longer this holder's. Never bumps the fence. */
export async function renewLease(sql: SqlRunner, lease: Lease): Promise<boolean> {
  return renewLeaseRow(sql, lease);
}

/** Gives the lease up at once. The row and its fence stay; another holder's lease is left alone. */
export async function releaseLease(sql: SqlRunner, lease: Lease): Promise<void> {
  await releaseLeaseRow(sql, lease);
}
