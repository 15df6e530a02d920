import type { ServerResponse } from "node:http";
import { renderPage } from "@homeport/gate";
import { retryAfterSeconds, toHomeportError } from "@homeport/platform";

const titles: Record<string, string> = {
  DOWNLOAD_NOT_READY: "Being prepared",
  RATE_LIMITED: "Too many requests",
  STORE_BUSY: "Very busy right now",
  STORE_DOWN: "Homeport cannot reach its database",
};

/** Answers an error with a page for people, when the pages themselves cannot. */
export function sendFailedPage(response: ServerResponse, error: unknown, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = toHomeportError(error);
  const page = renderPage({
    status: known.status,
    title: titles[known.code] ?? "This page could not be shown",
    sentence: known.publicMessage,
    ...(known.retryable ? { nextStep: "Nothing is lost. Mostly it takes a few seconds." } : {}),
    code: known.code,
    requestId,
  });
  for (let index = 0; index + 1 < page.headers.length; index += 2) {
    response.setHeader(page.headers[index] ?? "", page.headers[index + 1] ?? "");
  }
  const wait = retryAfterSeconds(known);
  if (wait !== null) {
    response.setHeader("Retry-After", String(wait));
  }
  response.statusCode = page.status;
  response.end(page.body);
}
