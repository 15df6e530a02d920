import type { HomeportError } from "@homeport/platform";
import { rstCodes } from "@homeport/tunnel";

const rstByCode: ReadonlyMap<string, number> = new Map([
  ["TARGET_REFUSED", rstCodes.TARGET_REFUSED],
  ["TARGET_TIMEOUT", rstCodes.TARGET_TIMEOUT],
  ["TARGET_NOT_ALLOWED", rstCodes.TARGET_NOT_ALLOWED],
  ["TARGET_RESET", rstCodes.TARGET_RESET],
  ["OVER_CAPACITY", rstCodes.REFUSED],
  ["MAINTENANCE", rstCodes.REFUSED],
  ["TUNNEL_LOST", rstCodes.INTERNAL],
  ["INTERNAL", rstCodes.INTERNAL],
]);

/** What a client is told of a connection that did not come about. All that is left means: there is no way now. */
export function rstOfError(error: HomeportError): number {
  return rstByCode.get(error.code) ?? rstCodes.TARGET_UNREACHABLE;
}
