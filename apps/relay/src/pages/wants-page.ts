import { type Fields, valuesOf } from "../transport/fields.ts";

/** A request as far as it decides who reads the answer: a person in a browser, or a program. */
export interface Asker {
  readonly method: string;
  readonly rawHeaders: Fields;
  readonly upgrade: boolean;
}

/**
 * Whether an error is answered with a page: GET and HEAD that load a document. Without `Sec-Fetch-*` an
 * `Accept` that names `text/html` says so. Everything else gets JSON.
 */
export function wantsPage(asker: Asker): boolean {
  if (asker.upgrade || (asker.method !== "GET" && asker.method !== "HEAD")) return false;
  const mode = valuesOf(asker.rawHeaders, "sec-fetch-mode")[0];
  if (mode === undefined) {
    return valuesOf(asker.rawHeaders, "accept").some((accept) => accept.includes("text/html"));
  }
  const destination = valuesOf(asker.rawHeaders, "sec-fetch-dest")[0] ?? "document";
  return mode === "navigate" && ["document", "iframe", "frame"].includes(destination);
}

/** Whether a page is what its window or tab is to show next; a frame's page stands inside another one. */
export function opensPage(asker: Asker): boolean {
  const destination = valuesOf(asker.rawHeaders, "sec-fetch-dest")[0] ?? "document";
  return wantsPage(asker) && destination === "document";
}
