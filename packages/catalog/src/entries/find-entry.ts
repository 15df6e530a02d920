import { redirectExpiresAtMs } from "@homeport/catalog-format";
import type { CatalogEntry, Snapshot } from "../snapshot/snapshot.ts";

/** What stands under a slug: an entry, another slug that it has now, or nothing that anybody may see. */
export type FoundEntry =
  | { readonly is: "entry"; readonly entry: CatalogEntry }
  | { readonly is: "moved"; readonly slug: string }
  | { readonly is: "nothing" };

/** A redirect of a redirect of a redirect. Loops are refused with the commit; a bound costs nothing. */
const hopsMost = 10;

/** Looks a slug up. A redirect ends by the clock, whether or not somebody has taken its record away. A draft is nothing. */
export function findEntry(snapshot: Snapshot, slug: string, nowMs: number): FoundEntry {
  const entry = snapshot.entries.get(slug);
  if (entry !== undefined) {
    return entry.status === "draft" ? { is: "nothing" } : { is: "entry", entry };
  }
  let at = slug;
  for (let hop = 0; hop < hopsMost; hop++) {
    const redirect = snapshot.redirects.get(at);
    if (redirect === undefined) break;
    if (redirectExpiresAtMs(redirect) <= nowMs) return { is: "nothing" };
    at = redirect.to;
  }
  const target = at === slug ? undefined : snapshot.entries.get(at);
  return target === undefined || target.status === "draft"
    ? { is: "nothing" }
    : { is: "moved", slug: at };
}
