import { readStanding } from "./read-catalog.ts";

/** In the head of the page that it stands on: which generation of the catalog that page shows. */
export async function CatalogGeneration() {
  const standing = await readStanding();
  if (standing === null) return null;
  return <meta name="catalog-generation" content={String(standing.generation)} />;
}
