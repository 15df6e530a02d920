import { rstCodes, type StreamEnd } from "@homeport/tunnel";
import type { SecondTryReason } from "../events.ts";

/** What is known of a stream that ended before its request was answered. */
export interface FailedTry {
  readonly method: string;
  readonly end: StreamEnd;
  /** Whether any byte of the request was handed to the carrier. */
  readonly flushed: boolean;
  /** Whether any byte of an answer came. */
  readonly heard: boolean;
  /** Whether all that was read of the body is still here; what was not read is. */
  readonly bodyKept: boolean;
  /** The stream had carried others before, and its target may just have closed an idle connection. */
  readonly reused: boolean;
  readonly tries: number;
  readonly elapsedMs: number;
}

const withinMs = 10_000;
const mostTries = 2;
const repeatable = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** The agent's own findings about its target: the same agent would find the same again. */
const findings = new Set<number>([
  rstCodes.TARGET_REFUSED,
  rstCodes.TARGET_UNREACHABLE,
  rstCodes.TARGET_TIMEOUT,
  rstCodes.TARGET_NOT_ALLOWED,
]);

/**
 * Whether a request may be sent a second time, and why; null forbids it. What no byte of has reached the
 * target may be sent again whatever its method; what may have reached it only where the method promises
 * that twice is as good as once.
 */
export function secondTryReason(failed: FailedTry): SecondTryReason | null {
  if (failed.tries >= mostTries || failed.elapsedMs >= withinMs) return null;
  if (!failed.bodyKept || failed.heard) return null;
  const undelivered = undeliveredReason(failed);
  if (undelivered !== null) return undelivered;
  const lost = isLoss(failed.end) || (failed.reused && isHangUp(failed.end));
  return lost && repeatable.has(failed.method) ? "lost" : null;
}

function undeliveredReason({ end, flushed }: FailedTry): SecondTryReason | null {
  if (end.kind === "lost") return flushed ? null : "undelivered";
  if (end.kind !== "reset" || end.by === "local") return null;
  switch (end.code) {
    case rstCodes.NOT_DELIVERED:
      return "undelivered";
    case rstCodes.REFUSED:
      return "refused";
    case rstCodes.NOT_OWNER:
      return "not-owner";
    case rstCodes.GOING_AWAY:
      return "going-away";
    default:
      return end.deliveredBytes === 0 && !findings.has(end.code) ? "undelivered" : null;
  }
}

/** The target ended its connection, as it does with one that was idle for too long. */
function isHangUp(end: StreamEnd): boolean {
  return end.kind === "ended" || (end.kind === "reset" && end.code === rstCodes.TARGET_RESET);
}

/** A tunnel that was lost: here, or behind a peer, who says so with INTERNAL. */
function isLoss(end: StreamEnd): boolean {
  return end.kind === "lost" || (end.kind === "reset" && end.code === rstCodes.INTERNAL);
}
