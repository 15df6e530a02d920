import type { Clock } from "@homeport/platform";
import { CoordinationError } from "../errors.ts";
import { settleWithin } from "../settle-within.ts";
import type { Lease } from "./lease.ts";

export interface KeptLease {
  /** Aborts with LEASE_LOST as soon as another process may hold the lease. */
  readonly signal: AbortSignal;
  /** Something else than a renewal extended the lease, and was sent at this time of the monotonic clock. */
  extended(sentAtMs: number): void;
  stop(): void;
}

export interface KeepDeps {
  readonly clock: Clock;
  /** False when the lease is not this holder's any more; rejects when the store cannot say. */
  renew(): Promise<boolean>;
}

/** The holder stops this long before its TTL is over, so that its last act ends before a takeover. */
const stopBeforeEndMs = 2_000;

/**
 * Keeps a lease that was just taken.
 *
 * held ── renewal accepted, or a write that extends it committed ──▶ held, and the local end moves on
 *      ── one renewal fails ─▶ held, on notice
 *      ── a second one in a row fails, or the store says "not yours" ──▶ lost
 *      ── local end reached (own monotonic clock, counted from when the last accepted renewal was
 *         sent) ──▶ lost
 *
 * The local end needs no store: a process that is cut off, or was frozen, stops by itself.
 */
export function keepLease(
  deps: KeepDeps,
  lease: Lease & { readonly renewMs?: number | undefined },
  acquireSentAtMs: number,
): KeptLease {
  const { clock } = deps;
  const lost = new AbortController();
  const renewEveryMs = lease.renewMs ?? lease.ttlMs / 3;
  const usableMs = lease.ttlMs - Math.min(stopBeforeEndMs, renewEveryMs);
  let isOver = false;
  let failures = 0;
  let sentLastMs = acquireSentAtMs;
  let localEnd = clock.after(acquireSentAtMs + usableMs - clock.monotonicMs(), lose);
  let next = clock.after(renewEveryMs, () => void renew());

  function stop(): void {
    isOver = true;
    localEnd.cancel();
    next.cancel();
  }

  function lose(): void {
    stop();
    lost.abort(new CoordinationError("LEASE_LOST", { detail: lease.name }));
  }

  async function renew(): Promise<void> {
    const sentAtMs = clock.monotonicMs();
    // The next attempt is due at its time whether or not this one has been answered.
    next = clock.after(renewEveryMs, () => void renew());
    const answer = await askRenewal(deps, renewEveryMs);
    if (isOver) return;
    if (answer === "failed") {
      failures += 1;
      if (failures >= 2) lose();
      return;
    }
    if (answer === "not-ours") {
      lose();
      return;
    }
    extended(sentAtMs);
  }

  function extended(sentAtMs: number): void {
    if (isOver) return;
    failures = 0;
    sentLastMs = Math.max(sentLastMs, sentAtMs);
    localEnd.cancel();
    localEnd = clock.after(sentLastMs + usableMs - clock.monotonicMs(), lose);
  }

  return { signal: lost.signal, extended, stop };
}

async function askRenewal(
  { clock, renew }: KeepDeps,
  deadlineMs: number,
): Promise<"renewed" | "not-ours" | "failed"> {
  try {
    const answer = await settleWithin(clock, deadlineMs, renew());
    if (!answer.settled) return "failed";
    return answer.value ? "renewed" : "not-ours";
  } catch {
    // The store could not say; the local end bounds how long that may be borne.
    return "failed";
  }
}
