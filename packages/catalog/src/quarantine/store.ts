import type { Problem } from "@homeport/catalog-format";
import { type Reader, schema, type Tx } from "@homeport/db";
import { and, asc, isNull, sql } from "drizzle-orm";
import { z } from "zod";

const { catalogQuarantine } = schema;

/** Ends the quarantine of these records, named as `entry notes`; of all of them where null is given. */
export async function clearQuarantine(
  tx: Tx,
  generation: number,
  names: readonly string[] | null,
): Promise<void> {
  if (names?.length === 0) return;
  const { kind, key, clearedGeneration } = catalogQuarantine;
  const isNamed =
    names === null
      ? undefined
      : sql`${kind} || ' ' || ${key} in (select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))`;
  await tx
    .update(catalogQuarantine)
    .set({ clearedGeneration: generation })
    .where(and(isNull(clearedGeneration), isNamed));
}

/** Begins with `next` what was quarantined in an earlier generation, whose records are served again; nothing else is any more. */
export async function restoreQuarantine(tx: Tx, target: number, next: number): Promise<void> {
  await clearQuarantine(tx, next, null);
  await tx.execute(sql`
    INSERT INTO catalog_quarantine (id, kind, key, oid, problems, served_version_id, since_generation)
    SELECT gen_random_uuid(), kind, key, oid, problems, (
      SELECT version_id FROM catalog_version AS version
      WHERE version.kind = then_.kind AND version.key = then_.key AND version.to_generation IS NULL
    ), ${next}
    FROM catalog_quarantine AS then_
    WHERE since_generation <= ${target}
      AND (cleared_generation IS NULL OR cleared_generation > ${target})`);
}

export async function insertQuarantine(
  tx: Tx,
  input: {
    id: string;
    slug: string;
    oid: string;
    problems: readonly Problem[];
    generation: number;
  },
): Promise<void> {
  const { id, slug, oid, problems, generation } = input;
  await tx.insert(catalogQuarantine).values({
    ...{ id, kind: "entry" as const, key: slug, oid, problems: [...problems] },
    servedVersionId: sql`(select version_id from catalog_version where kind = 'entry' and key = ${slug} and to_generation is null)`,
    sinceGeneration: generation,
  });
}

const problem = z.object({
  path: z.string(),
  rule: z.string(),
  message: z.string(),
  line: z.number().nullable(),
});

/** Entries that are not served as the branch has them, by slug. */
export async function listQuarantine(db: Reader, most: number) {
  const rows = await db
    .select()
    .from(catalogQuarantine)
    .where(isNull(catalogQuarantine.clearedGeneration))
    .orderBy(asc(catalogQuarantine.key))
    .limit(most);
  return rows.map((row) => ({ ...row, problems: z.array(problem).parse(row.problems) }));
}
