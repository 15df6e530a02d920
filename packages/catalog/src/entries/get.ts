import { entryFolder, type FullEntry } from "@homeport/catalog-format";
import { CatalogError } from "../errors.ts";
import { findEntry } from "./find-entry.ts";
import { type EntryView, viewOf } from "./list.ts";
import { readFullEntry } from "./read-entry.ts";
import { type CatalogDeps, takeServed } from "./served.ts";

/** What an app's page shows, or where it has moved to. */
export type EntryAnswer =
  | { readonly is: "moved"; readonly slug: string }
  | {
      readonly is: "entry";
      readonly generation: number;
      readonly commit: string;
      readonly view: EntryView;
      readonly full: FullEntry;
      /** The folder in the data repository. */
      readonly folder: string;
      /** Where the folder is shown as it is in this commit, and what became of it before; null without such a page. */
      readonly links: { readonly source: string; readonly history: string } | null;
      readonly categoryNames: Readonly<Record<string, string>>;
      readonly maintainers: readonly { readonly name: string; readonly url: string | null }[];
      /** The app that took a removed one's place, where that is listed. */
      readonly successor: { readonly slug: string; readonly name: string } | null;
    };

/** Throws what `takeServed` throws, and CATALOG_ENTRY_NOT_FOUND for what is unknown or a draft. */
export async function getCatalogEntry(deps: CatalogDeps, slug: string): Promise<EntryAnswer> {
  const served = await takeServed(deps);
  const { snapshot } = served;
  const found = findEntry(snapshot, slug, deps.clock.nowMs());
  if (found.is === "nothing") throw new CatalogError("CATALOG_ENTRY_NOT_FOUND");
  if (found.is === "moved") return found;
  const { entry } = found;
  const successor = entry.replacedBy === null ? undefined : snapshot.entries.get(entry.replacedBy);
  return {
    is: "entry",
    generation: snapshot.generation,
    commit: snapshot.commit,
    view: viewOf(entry),
    full: await readFullEntry(deps.db.orm, served, entry),
    folder: entryFolder(entry.slug),
    links: linksOf(deps.forgeUrl ?? null, snapshot.commit, entryFolder(entry.slug)),
    categoryNames: Object.fromEntries(
      entry.categories.map((one) => [one, snapshot.categories.get(one)?.name ?? one]),
    ),
    maintainers: entry.maintainers.map((one) => ({
      name: snapshot.maintainers.get(one)?.name ?? one,
      url: snapshot.maintainers.get(one)?.url ?? null,
    })),
    successor:
      successor === undefined || successor.status === "draft"
        ? null
        : { slug: successor.slug, name: successor.name },
  };
}

/** Addresses as GitHub and GitLab take them. */
function linksOf(forgeUrl: string | null, commit: string, folder: string) {
  if (forgeUrl === null) return null;
  const base = forgeUrl.replace(/\/+$/, "");
  return {
    source: `${base}/tree/${commit}/${folder}`,
    history: `${base}/commits/${commit}/${folder}`,
  };
}
