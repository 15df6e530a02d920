import { errorBody, retryAfterSeconds, toHomeportError } from "@homeport/platform";
import { VaultsError } from "@homeport/vaults";
import { sendJson } from "./answers.ts";
import type { VaultAnswer } from "./exchange.ts";

/** An error in the one shape of plain routes; those of vaults say places, counts and times beside their sentence. */
export function sendFailure(error: unknown, requestId: string): VaultAnswer {
  const known = toHomeportError(error);
  const seconds = retryAfterSeconds(known);
  const body = errorBody(known, requestId);
  const details = known instanceof VaultsError ? known.details : {};
  const told = Object.keys(details).length === 0 ? body : { error: { ...body.error, details } };
  const answer = sendJson(told, known.status);
  if (seconds === null) return answer;
  return { ...answer, headers: { ...answer.headers, "Retry-After": String(seconds) } };
}
