import { type LeaseScope, rowLease } from "@homeport/coordination";
import type { SqlRunner, Tx } from "@homeport/db";
import { isHomeportError } from "@homeport/platform";
import type { CanonicalizeDeps } from "./deps.ts";

declare const isFenced: unique symbol;

/** A transaction that has proved the vault's lease. Only `withVault` makes one, and whatever writes here takes one. */
export interface FencedSql extends SqlRunner {
  readonly fence: bigint;
  readonly [isFenced]: true;
}

/** What was read is not so any more: nothing of the write stays, and the next look reads anew. */
export class StaleWrite extends Error {
  readonly what: "status" | "base";

  constructor(what: "status" | "base") {
    super(`stale ${what}`);
    this.name = "StaleWrite";
    this.what = what;
  }
}

/** All that a look at one vault is given: it writes through nothing else. */
export interface VaultScope {
  readonly vaultId: string;
  readonly fence: bigint;
  /** Aborts once the vault may be somebody else's, or the process drains. */
  readonly signal: AbortSignal;
  /** One transaction that begins with the proof of the lease: the row's lock, which nothing overtakes. */
  fencedTx<T>(fn: (sql: FencedSql) => Promise<T>): Promise<T>;
}

const vaultLease = rowLease({ table: "vaults", key: ["id"] });

/**
 * Runs `fn` while this process has the lease on a vault's row. Null when somebody else has it, when it was lost, and when
 * what was read had gone stale: the row stays due, and the next sweep is at most a second away.
 */
export async function withVault<T>(
  deps: CanonicalizeDeps,
  { vaultId, signal }: { readonly vaultId: string; readonly signal: AbortSignal },
  fn: (scope: VaultScope) => Promise<T>,
): Promise<T | null> {
  const { lease, leaseTtlMs: ttlMs, leaseRenewMs: renewMs, events } = deps;
  try {
    const outcome = await vaultLease.hold(
      lease,
      { key: { id: vaultId }, ttlMs, ...(renewMs === undefined ? {} : { renewMs }), signal },
      (held) => {
        events.lease(held.stolen ? "stolen" : "acquired");
        return fn(scopeOf(deps, vaultId, held));
      },
    );
    if (outcome.held) return outcome.value;
    events.lease("held");
    return null;
  } catch (error) {
    if (error instanceof StaleWrite) return null;
    if (isHomeportError(error) && error.code === "LEASE_LOST") {
      events.leaseLost(vaultId);
      return null;
    }
    if (signal.aborted) return null;
    throw error;
  }
}

function scopeOf(deps: CanonicalizeDeps, vaultId: string, held: LeaseScope<Tx>): VaultScope {
  const { fence, signal } = held;
  return {
    ...{ vaultId, fence, signal },
    async fencedTx(fn) {
      signal.throwIfAborted();
      try {
        const value = await held.write(async (tx) => await fn(fenced(deps.db.within(tx), fence)));
        deps.events.fencedWrite("applied");
        return value;
      } catch (error) {
        if (error instanceof StaleWrite) deps.events.fencedWrite(`stale_${error.what}`);
        if (isHomeportError(error) && error.code === "LEASE_LOST") {
          deps.events.fencedWrite("stale_lease");
        }
        throw error;
      }
    },
  };
}

/** The one place that makes one: within a transaction whose first statement has proved the lease. */
function fenced(sql: SqlRunner, fence: bigint): FencedSql {
  return { query: sql.query, fence } as FencedSql;
}
