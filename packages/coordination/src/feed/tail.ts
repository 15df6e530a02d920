import type { Clock } from "@homeport/platform";
import { settleWithin } from "../settle-within.ts";
import type { SqlRunner } from "../sql-port.ts";
import type { FlushReason } from "./feed-port.ts";
import { maxTailRows, readTail, type TailChange, type TailPage } from "./store.ts";
import type { Vouch } from "./vouch.ts";

export interface TailDeps {
  readonly sql: SqlRunner;
  readonly clock: Clock;
  readonly vouch: Vouch;
  apply(change: TailChange): void;
  flush(reason: FlushReason): void;
  failed(error: unknown): void;
}

export interface Tail {
  /** Reads once; callers that come while a read is under way share it. True when it succeeded. */
  read(): Promise<boolean>;
  lastReadAgeMs(): number;
  /** How far this machine's wall clock is ahead of the store's, by the last reading; 0 before the first. */
  clockOffsetMs(): number;
}

/** The feed connection gives up on a statement after 2 s; this also covers a connection that hangs. */
const readDeadlineMs = 2_500;
/** The change log is only sure to hold what is younger than its sweep; well before that, start over. */
const flushAfterMs = 60_000;

/** Follows the change log by transaction horizon. Rows at or above the horizon come again, and are skipped. */
export function createTail(deps: TailDeps): Tail {
  let horizon: bigint | null = null;
  let seen: ReadonlySet<string> = new Set();
  let lastSentAtMs: number | null = null;
  let clockOffsetMs = 0;
  let underWay: Promise<boolean> | null = null;

  async function readOnce(): Promise<boolean> {
    const sentAt = deps.vouch.now();
    try {
      const answer = await settleWithin(deps.clock, readDeadlineMs, readTail(deps.sql, horizon));
      if (!answer.settled) throw new Error("The change log did not answer in time.");
      // Before anything is applied: who is told of a change must not judge it by an older offset.
      clockOffsetMs = readOffset(sentAt.wallMs, deps.clock.nowMs(), answer.value.storeNowMs);
      take(answer.value, sentAt.monotonicMs);
      if (deps.vouch.renew(sentAt).jumped) deps.flush("clock-jump");
      return true;
    } catch (error) {
      deps.failed(error);
      return false;
    }
  }

  function take(page: TailPage, sentAtMs: number): void {
    const reason = flushReason(page, sentAtMs);
    if (reason !== null) deps.flush(reason);
    for (const change of page.changes) {
      if (!seen.has(change.id)) deps.apply(change);
    }
    horizon = page.horizon;
    seen = new Set(page.changes.map((change) => change.id));
    lastSentAtMs = sentAtMs;
  }

  function flushReason(page: TailPage, sentAtMs: number): FlushReason | null {
    // A cluster's horizon only rises, so this is another cluster, or one restored to an earlier day.
    if (horizon !== null && page.horizon < horizon) return "horizon-fell";
    if (lastSentAtMs !== null && sentAtMs - lastSentAtMs > flushAfterMs) return "tail-late";
    if (page.changes.length > maxTailRows) return "tail-overflow";
    return null;
  }

  return {
    async read() {
      underWay ??= readOnce().finally(() => {
        underWay = null;
      });
      return underWay;
    },
    lastReadAgeMs: () =>
      lastSentAtMs === null ? Number.POSITIVE_INFINITY : deps.clock.monotonicMs() - lastSentAtMs,
    clockOffsetMs: () => clockOffsetMs,
  };
}

/**
 * The store read its clock at some moment between the question and its answer, so the offset lies between the two
 * differences. The smallest of what is possible is taken: a slow answer is no proof of a wrong clock.
 */
function readOffset(sentAtMs: number, answeredAtMs: number, storeNowMs: number): number {
  const least = Math.min(sentAtMs, answeredAtMs) - storeNowMs;
  const most = Math.max(sentAtMs, answeredAtMs) - storeNowMs;
  return Math.min(Math.max(0, least), most);
}
