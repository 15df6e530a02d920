import {
  type HoldInput,
  holdLease,
  type LeaseDeps,
  type LeaseOutcome,
  type LeaseScope,
} from "./hold-lease.ts";
import { namedLeaseRow } from "./lease-row.ts";

export interface LeaseInput extends HoldInput {
  readonly name: string;
  readonly idleForMs?: number;
}

/**
 * Runs `fn` while this process holds the lease `name`, and releases it afterwards; `held: false` when
 * somebody else holds it. Rejects with what `fn` rejects with, or with LEASE_LOST from its writes.
 */
export async function withLease<Tx, T>(
  deps: LeaseDeps<Tx>,
  input: LeaseInput,
  fn: (scope: LeaseScope<Tx>) => Promise<T>,
): Promise<LeaseOutcome<T>> {
  return holdLease(deps, namedLeaseRow(input.name, input.idleForMs), input, fn);
}
