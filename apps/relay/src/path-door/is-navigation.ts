import { type Asker, wantsPage } from "../pages/wants-page.ts";
import { valuesOf } from "../transport/fields.ts";

const documents = new Set(["document", "iframe", "frame", "embed", "object", "fencedframe"]);

/** Whether a browser would show the answer as a document, by whatever method it asks. */
export function isNavigation(asker: Asker): boolean {
  const mode = valuesOf(asker.rawHeaders, "sec-fetch-mode")[0];
  const destination = valuesOf(asker.rawHeaders, "sec-fetch-dest")[0] ?? "";
  return mode === "navigate" || documents.has(destination) || wantsPage(asker);
}
