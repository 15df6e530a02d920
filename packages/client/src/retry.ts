import { readError } from "./error.ts";

const mostTries = 3;
const baseMs = 200;
const mostMs = 5_000;

/**
 * Whether and when a failed call is tried again: only a read, only while the error says that another try may help,
 * at most twice. Null for never; else how many ms to wait, at least what the server asked for.
 */
export function retryDelayMs(
  failed: { type: "query" | "mutation" | "subscription"; tries: number; error: unknown },
  random: () => number,
): number | null {
  if (failed.type !== "query" || failed.tries >= mostTries) return null;
  const { retryable, retryAfterMs } = readError(failed.error);
  if (!retryable) return null;
  const backoffMs = Math.min(mostMs, baseMs * 2 ** (failed.tries - 1)) * (0.5 + random() / 2);
  return Math.max(backoffMs, retryAfterMs ?? 0);
}
