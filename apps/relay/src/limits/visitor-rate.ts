import type { Limiter } from "@homeport/coordination";
import { addressKey } from "../agent-door/address-key.ts";
import { RelayError } from "../errors.ts";

/**
 * Counts a request against what an app lets one address make a second; twice as many may come at once. Throws
 * RATE_LIMITED with the wait. Without an address there is no bucket: a shared one would lock everybody out.
 */
export function takeVisitorRate(
  limiter: Pick<Limiter, "takeAt">,
  visit: { readonly appId: string; readonly perSecond: number; readonly address: string | null },
): void {
  const { appId, perSecond, address } = visit;
  if (address === null) return;
  const rate = { perSecond, burst: 2 * perSecond };
  const decision = limiter.takeAt("app-visitor", rate, `${appId} ${addressKey(address)}`);
  if (decision.allowed) return;
  throw new RelayError("RATE_LIMITED", { retryAfterMs: decision.retryAfterMs });
}
