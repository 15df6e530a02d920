import {
  type CatalogDeps,
  CatalogError,
  describeServed,
  type EntryAnswer,
  getCatalogEntry,
  listCatalog,
  readCatalogChanges,
  suggestEntries,
  withoutNulls,
} from "@homeport/catalog";
import { PlatformError } from "@homeport/platform";
import { catalogQueries, readCatalogQuery } from "./queries.ts";
import { type CatalogRouteName, catalogBase } from "./routes.ts";

/** What an answer holds; a text is YAML. */
export type CatalogBody =
  | { readonly is: "json"; readonly value: object }
  | { readonly is: "yaml"; readonly text: string }
  | { readonly is: "moved"; readonly location: string };

/** A question that has been read: its canonical form, and how it is answered. */
export interface CatalogCall {
  readonly query: unknown;
  answer(catalog: CatalogDeps): Promise<CatalogBody>;
}

/** Reads what is asked of a route. Throws CATALOG_QUERY_INVALID. */
export function readCatalogCall(
  name: CatalogRouteName,
  slug: string,
  params: URLSearchParams,
): CatalogCall {
  switch (name) {
    case "describeCatalog":
      return call(name, params, async (catalog) => json(withoutNulls(await describe(catalog))));
    case "listEntries": {
      const query = readCatalogQuery(catalogQueries[name], params);
      return { query, answer: async (catalog) => json(await list(catalog, query)) };
    }
    case "getEntry":
      return call(name, params, (catalog) =>
        ofEntry(catalog, slug, "", (entry) => json(whole(entry))),
      );
    case "listReleases":
      return call(name, params, (catalog) =>
        ofEntry(catalog, slug, "/releases", ({ generation, full }) =>
          json({ generation, releases: full.releases }),
        ),
      );
    case "readCompose":
      return call(name, params, (catalog) => ofEntry(catalog, slug, "/compose", template));
    case "suggestEntries": {
      const query = readCatalogQuery(catalogQueries[name], params);
      return {
        query,
        answer: async (catalog) => json({ entries: await suggestEntries(catalog, query.q) }),
      };
    }
    case "readChanges": {
      const query = readCatalogQuery(catalogQueries[name], params);
      return {
        query,
        answer: async (catalog) => json(await readCatalogChanges(catalog, query.since)),
      };
    }
  }
}

function call(
  name: CatalogRouteName,
  params: URLSearchParams,
  answer: CatalogCall["answer"],
): CatalogCall {
  return { query: readCatalogQuery(catalogQueries[name], params), answer };
}

function json(value: object): CatalogBody {
  return { is: "json", value };
}

async function describe(catalog: CatalogDeps) {
  const { acceptedAt, ...rest } = await describeServed(catalog);
  return { ...rest, acceptedAt: acceptedAt.toISOString() };
}

async function list(catalog: CatalogDeps, query: Parameters<typeof listCatalog>[1]) {
  const { entries, correctedTo, categoryNames: _, ...page } = await listOrRefuse(catalog, query);
  return {
    ...page,
    ...(correctedTo === null ? {} : { correctedTo }),
    entries: entries.map((entry) => withoutNulls(entry)),
  };
}

/** Of all lists' cursors this one's answers with the catalog's own code. */
async function listOrRefuse(catalog: CatalogDeps, query: Parameters<typeof listCatalog>[1]) {
  try {
    return await listCatalog(catalog, query);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== "CURSOR_INVALID") throw error;
    throw new CatalogError("CATALOG_QUERY_INVALID", { cause: error });
  }
}

type Shown = Extract<EntryAnswer, { is: "entry" }>;

/** Answers of a listed app; of one that moved where it is now, and of one that was removed what took its place. */
async function ofEntry(
  catalog: CatalogDeps,
  slug: string,
  part: string,
  show: (entry: Shown) => CatalogBody,
): Promise<CatalogBody> {
  const entry = await getCatalogEntry(catalog, slug);
  if (entry.is === "moved") {
    return { is: "moved", location: `${catalogBase}/entries/${entry.slug}${part}` };
  }
  if (entry.view.status !== "removed") return show(entry);
  const { replacedBy } = entry.view;
  throw new CatalogError("CATALOG_ENTRY_REMOVED", {
    ...(replacedBy === null ? {} : { facts: { replacedBy } }),
  });
}

function whole({ generation, view, full, maintainers }: Shown): object {
  const { assets, entry, description } = full;
  const addressOf = (name: string) => {
    const asset = assets.find((one) => one.name === name);
    return asset === undefined ? null : `/catalog/assets/${asset.sha256}.${name.split(".").at(-1)}`;
  };
  return {
    generation,
    entry: withoutNulls({
      ...entry,
      ...view,
      description,
      iconUrl: addressOf(entry.icon),
      screenshots: (entry.screenshots ?? []).map(({ file, alt }) => ({
        url: addressOf(file),
        alt,
      })),
      maintainers,
    }),
  };
}

function template({ full }: Shown): CatalogBody {
  if (full.compose === null) {
    throw new CatalogError("CATALOG_ENTRY_NOT_FOUND", {
      publicMessage: "This app has no template: it can only be taken in where it runs.",
    });
  }
  return { is: "yaml", text: full.compose };
}
