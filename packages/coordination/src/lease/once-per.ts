import type { LeaseDeps, LeaseOutcome, LeaseScope } from "./hold-lease.ts";
import { markLeaseDone } from "./store.ts";
import { withLease } from "./with-lease.ts";

export interface OncePerInput {
  readonly name: string;
  /** Runs nowhere when the last completed run lies less than this far back. */
  readonly everyMs: number;
  readonly ttlMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs `fn` at most once per `everyMs` in the whole fleet, never twice at the same time. A run that
 * fails does not count, so the next call tries again.
 */
export async function oncePer<Tx, T>(
  deps: LeaseDeps<Tx>,
  input: OncePerInput,
  fn: (scope: LeaseScope<Tx>) => Promise<T>,
): Promise<LeaseOutcome<T>> {
  const { everyMs, ...lease } = input;
  return withLease(deps, { ...lease, idleForMs: everyMs }, async (scope) => {
    const value = await fn(scope);
    await scope.write(async (tx) => {
      await markLeaseDone(deps.sql.within(tx), { name: input.name, fence: scope.fence });
    });
    return value;
  });
}
