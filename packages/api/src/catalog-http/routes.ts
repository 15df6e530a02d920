/** What the first segments of every path here are. */
export const catalogBase = "/api/v1/catalog";

/** Everything under `/api/v1/catalog`: read by anyone, and by nothing but GET and HEAD. */
export const catalogRoutes = {
  describeCatalog: { path: "" },
  listEntries: { path: "/entries" },
  getEntry: { path: "/entries/:slug" },
  listReleases: { path: "/entries/:slug/releases" },
  readCompose: { path: "/entries/:slug/compose" },
  suggestEntries: { path: "/suggest" },
  readChanges: { path: "/changes" },
} as const satisfies Readonly<Record<string, { readonly path: string }>>;

export type CatalogRouteName = keyof typeof catalogRoutes;

export interface MatchedCatalogRoute {
  readonly name: CatalogRouteName;
  /** Of the app, where the path names one. */
  readonly slug: string;
}

/** Which route a path is of; null for one that nothing answers. */
export function matchCatalogRoute(path: string): MatchedCatalogRoute | null {
  const below = path.slice(catalogBase.length).split("/");
  for (const [key, route] of Object.entries(catalogRoutes)) {
    const segments = route.path.split("/");
    if (segments.length !== below.length) continue;
    const isMatch = segments.every((part, at) => {
      const segment = below[at] ?? "";
      return part === ":slug" ? slugForm.test(segment) : part === segment;
    });
    if (isMatch) return { name: nameOf(key), slug: below[2] ?? "" };
  }
  return null;
}

const slugForm = /^[a-z0-9-]{1,60}$/;

/** A key of the table as the type that it is. */
function nameOf(key: string): CatalogRouteName {
  return key as CatalogRouteName;
}
