import { systemRandom } from "@homeport/platform";
import fc from "fast-check";
import { type Lease, takeLease } from "../lease/lease.ts";
import type { LeaseRow } from "../lease/lease-row.ts";
import type { TestStore } from "./store.ts";

type Step = "acquire" | "renew" | "release" | "run-out" | "crash" | "old-write" | "write";

/** What may happen to one lease, in any order. */
export const leaseSteps = fc.array(
  fc.constantFrom<Step>("acquire", "renew", "release", "run-out", "crash", "old-write", "write"),
  { minLength: 4, maxLength: 25 },
);

/** A lease that nobody has held yet. */
export interface WalkedLease {
  readonly row: LeaseRow;
  /** As if its time had run out. */
  expire(): Promise<unknown>;
  /** In place of the row's own way of being taken, for a planted fault. */
  take?(): Promise<Lease | null>;
}

/** Walks one sequence; false as soon as a fence did not rise or an old one could write. */
export async function holdsOver(
  { port }: TestStore,
  sequence: readonly Step[],
  { row, expire, take }: WalkedLease,
): Promise<boolean> {
  const past: Lease[] = [];
  let current: Lease | null = null;
  const taking = { ttlMs: 60_000, replicaId: "property" };
  const canWrite = async (lease: Lease) =>
    port.transaction("write", async (tx) => row.prove(port.within(tx), lease));

  for (const step of sequence) {
    switch (step) {
      case "acquire": {
        const lease = await (take?.() ?? takeLease(row, port.pool, systemRandom, taking));
        if (lease === null) break;
        if (past.some((old) => old.fence >= lease.fence)) return false;
        past.push(lease);
        current = lease;
        break;
      }
      case "renew":
        if (current !== null) await row.renew(port.feed, current);
        break;
      case "release":
        if (current !== null) await row.release(port, current);
        current = null;
        break;
      case "run-out":
        await expire();
        break;
      case "crash":
        // The holder is gone without a word; only time frees the lease.
        current = null;
        await expire();
        break;
      case "write":
        if (current !== null) await canWrite(current);
        break;
      case "old-write":
        for (const old of past.slice(0, -1)) if (await canWrite(old)) return false;
        break;
    }
  }
  return true;
}
