import { CoordinationError } from "../errors.ts";
import type { SqlRunner } from "../sql-port.ts";
import { expireLeaseRow } from "./store.ts";

/**
 * Ends the acquisition with this fence at once and no other. What its holder has begun to write still commits, and is the
 * last that it writes. Throws LEASE_MOVED when the lease is not held, or is held under another fence.
 */
export async function expireLease(
  sql: SqlRunner,
  lease: { readonly name: string; readonly fence: bigint },
): Promise<void> {
  if (!(await expireLeaseRow(sql, lease))) {
    throw new CoordinationError("LEASE_MOVED", { detail: lease.name });
  }
}
