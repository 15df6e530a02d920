import type { SignedRequest } from "../context.ts";
import { judgeTimestamp } from "../core/index.ts";
import { VaultsError } from "../errors.ts";

/**
 * Throws AUTH_STALE and AUTH_REPLAY, with the times by which the request can be signed again. What was asked under a key
 * session bears no time.
 */
export function requireFresh(
  { freshnessMs }: { readonly freshnessMs: number },
  { timestampMs }: SignedRequest,
  clock: { readonly storeNowMs: number; readonly lastMs: number | null },
): void {
  if (timestampMs === null) return;
  const freshness = judgeTimestamp({ timestampMs, freshnessMs, ...clock });
  if (freshness.isFresh) return;
  const { code, serverTimeMs, minTimestampMs } = freshness;
  throw new VaultsError(code, { details: { serverTimeMs, minTimestampMs } });
}
