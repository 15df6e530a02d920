import { errorBody, retryAfterSeconds, toHomeportError } from "@homeport/platform";
import { VaultsError } from "@homeport/vaults";

/** An error in the one shape of plain routes; those of vaults say places, counts and times beside their sentence. */
export function sendFailure(error: unknown, requestId: string): Response {
  const known = toHomeportError(error);
  const headers = new Headers({ "Cache-Control": "no-store" });
  const seconds = retryAfterSeconds(known);
  if (seconds !== null) headers.set("Retry-After", String(seconds));
  const body = errorBody(known, requestId);
  const details = known instanceof VaultsError ? known.details : {};
  const told = Object.keys(details).length === 0 ? body : { error: { ...body.error, details } };
  return Response.json(told, { status: known.status, headers });
}
