import { type Redirect, redirectSchema } from "@homeport/catalog-format";
import { type Reader, schema } from "@homeport/db";
import { and, asc, eq, isNull, sql } from "drizzle-orm";

const { catalogVersion } = schema;

export interface CurrentRedirect {
  readonly slug: string;
  readonly redirect: Redirect;
  /** The object that its file is. */
  readonly oid: string;
}

/** Every redirect of the accepted generation. */
export async function readRedirects(db: Reader): Promise<CurrentRedirect[]> {
  const { kind, key, lean, files, toGeneration } = catalogVersion;
  const rows = await db
    .select({
      slug: key,
      lean,
      oid: sql<string>`${files}->('slug-history/' || ${key} || '.toml')->>'oid'`,
    })
    .from(catalogVersion)
    .where(and(eq(kind, "redirect"), isNull(toGeneration)))
    .orderBy(asc(key));
  return rows.map(({ slug, lean: redirect, oid }) => ({
    ...{ slug, oid, redirect: redirectSchema.parse(redirect) },
  }));
}
