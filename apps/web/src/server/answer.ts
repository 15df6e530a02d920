import type { ServerResponse } from "node:http";
import { errorBody, retryAfterSeconds, toHomeportError } from "@homeport/platform";

/** Answers an error in the one shape of plain HTTP routes. Does nothing to an answer that has begun. */
export function sendError(response: ServerResponse, error: unknown, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = toHomeportError(error);
  const wait = retryAfterSeconds(known);
  if (wait !== null) {
    response.setHeader("Retry-After", String(wait));
  }
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Content-Type", "application/json");
  response.statusCode = known.status;
  response.end(JSON.stringify(errorBody(known, requestId)));
}
