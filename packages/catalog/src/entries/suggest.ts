import { listEntries } from "../search/list-entries.ts";
import { listEntriesInput } from "../search/list-input.ts";
import { type CatalogDeps, takeServed } from "./served.ts";

const suggestedMost = 8;

/** What somebody who is typing may be after. */
export async function suggestEntries(deps: CatalogDeps, q: string) {
  const { snapshot, index } = await takeServed(deps);
  const input = listEntriesInput.parse({ q, limit: suggestedMost });
  const { entries } = await listEntries(snapshot, index, input, null);
  return entries.map(({ slug, name, summary, icon }) => ({ slug, name, summary, icon }));
}
