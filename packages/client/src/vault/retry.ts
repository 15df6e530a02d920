import type { VaultClientError } from "./error.ts";

/** What has been tried of one request. */
export interface RetryBudget {
  signedAgain: number;
  repeated: number;
}

const mostSignings = 2;
const signAgainMs = 50;
const mostRepeats = 5;
const baseMs = 100;
const mostMs = 5_000;

export function startRetrying(): RetryBudget {
  return { signedAgain: 0, repeated: 0 };
}

/**
 * How many ms to wait before a failed request is sent again; null for never. One whose time was refused is signed again, at
 * most twice; what may help later, or got no answer, is repeated at most five times: the same change is accepted once,
 * however often it arrives. A source that does not answer is not asked again.
 */
export function retryAfterMs(
  budget: RetryBudget,
  error: Pick<VaultClientError, "code" | "retryable" | "retryAfterMs">,
  random: () => number,
): number | null {
  if (error.code === "AUTH_REPLAY" || error.code === "AUTH_STALE") {
    budget.signedAgain += 1;
    return budget.signedAgain > mostSignings ? null : signAgainMs;
  }
  // The server has asked the source for up to 10 s: whoever waits for it is told, and decides.
  if (!error.retryable || error.code === "SOURCE_UNAVAILABLE") return null;
  budget.repeated += 1;
  if (budget.repeated > mostRepeats) return null;
  const backoffMs = Math.min(mostMs, baseMs * 2 ** (budget.repeated - 1)) * (0.5 + random() / 2);
  return Math.min(mostMs, Math.max(backoffMs, error.retryAfterMs ?? 0));
}
