import { CatalogError } from "../errors.ts";

/** Reads a body that has to be JSON. Throws CATALOG_BODY_TYPE and CATALOG_BODY_INVALID. */
export function readJson(text: string, contentType: string | null): unknown {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? "")) {
    throw new CatalogError("CATALOG_BODY_TYPE");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new CatalogError("CATALOG_BODY_INVALID");
  }
}
