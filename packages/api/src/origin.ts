import { ApiError } from "./errors.ts";

/**
 * Refuses a change that rides on a cookie and was not asked for by the console's own page. Apps live at
 * sibling addresses and are strangers, so the exact origin counts. A bearer token is never sent by a
 * browser on its own and needs no such proof.
 */
export function refuseForeignOrigin(headers: Headers, webUrl: URL): void {
  if (headers.get("cookie") === null && headers.get("authorization") !== null) return;
  const origin = headers.get("origin");
  const own =
    origin === null ? headers.get("sec-fetch-site") === "same-origin" : origin === webUrl.origin;
  if (!own) throw new ApiError("ORIGIN_REFUSED");
}
