import { type Reader, schema } from "@homeport/db";
import { and, lte, max, sql } from "drizzle-orm";

const { catalogGeneration } = schema;

const keptDays = 30;
const keptGenerations = 1_000;

/**
 * The oldest generation that is still kept whole: those of the last 30 days, and in any case the last 1,000. What ended with it or before
 * may be gone.
 */
export async function readRetainedSince(db: Reader): Promise<number> {
  const { generation, acceptedAt } = catalogGeneration;
  const [row] = await db
    .select({ since: max(generation) })
    .from(catalogGeneration)
    .where(
      and(
        lte(acceptedAt, sql`now() - ${keptDays} * interval '1 day'`),
        lte(generation, sql`(select max(generation) from catalog_generation) - ${keptGenerations}`),
      ),
    );
  return row?.since ?? 1;
}
