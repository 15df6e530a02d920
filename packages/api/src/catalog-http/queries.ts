import { CatalogError, listEntriesInput } from "@homeport/catalog";
import { z } from "zod";
import type { CatalogRouteName } from "./routes.ts";

const limit = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(100));

const nothing = z.strictObject({});

/** What each route may be asked; anything else is refused, not passed over. */
export const catalogQueries = {
  describeCatalog: nothing,
  listEntries: listEntriesInput.extend({ limit: limit.default(24) }),
  getEntry: nothing,
  listReleases: nothing,
  readCompose: nothing,
  suggestEntries: z.strictObject({ q: z.string().trim().min(1).max(200) }),
  readChanges: z.strictObject({
    since: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  }),
} as const satisfies Readonly<Record<CatalogRouteName, z.ZodObject>>;

/** Filters that may be given more than once; any of their values will do. */
const repeatable = new Set(["category", "tag", "architecture", "license"]);

/** Reads a query by a schema. Throws CATALOG_QUERY_INVALID. */
export function readCatalogQuery<Schema extends z.ZodObject>(
  schema: Schema,
  params: URLSearchParams,
): z.output<Schema> {
  const raw: Record<string, string | string[]> = {};
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    if (!repeatable.has(name) && values.length > 1) throw refused(`${name} is given twice`);
    raw[name] = repeatable.has(name) ? [...new Set(values)].sort() : (values[0] ?? "");
  }
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw refused(issue === undefined ? "" : `${issue.path.join(".")} ${issue.message}`);
}

function refused(detail: string): CatalogError {
  return new CatalogError("CATALOG_QUERY_INVALID", { detail });
}
