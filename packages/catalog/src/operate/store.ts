import { type Reader, schema, type Tx } from "@homeport/db";
import { eq, or, sql } from "drizzle-orm";
import type { SourceRow } from "../store.ts";

const { catalogSource, catalogVersion } = schema;

/** The source, locked, so that generations follow each other; null without a catalog. */
export async function lockSource(tx: Tx): Promise<SourceRow | null> {
  const [row] = await tx.select().from(catalogSource).for("update");
  return row ?? null;
}

/** Asks the syncer for what an operator wants, before anything else that is wanted of it; answers its number. */
export async function demandSync(
  tx: Tx,
  trigger: "resume" | "rewrite" | "rebuild",
  change: Partial<typeof catalogSource.$inferInsert> = {},
): Promise<number> {
  const [row] = await tx
    .update(catalogSource)
    .set({
      ...change,
      wantedSeq: sql`${catalogSource.wantedSeq} + 1`,
      wantedBy: trigger,
      nextTryAt: null,
    })
    .returning({ seq: catalogSource.wantedSeq });
  return row?.seq ?? 0;
}

export async function pauseSource(tx: Tx): Promise<void> {
  await tx
    .update(catalogSource)
    .set({ mode: "paused", pausedTip: sql`${catalogSource.tipCommit}` });
}

/**
 * Makes the current versions those of an earlier generation: what is otherwise now is ended with `next`, and what was so then begins with
 * it as new versions. Answers how many records came, changed and went.
 */
export async function restoreVersions(
  tx: Tx,
  target: number,
  next: number,
): Promise<{ added: number; changed: number; removed: number }> {
  const then = sql`then_.from_generation <= ${target} AND (then_.to_generation IS NULL OR then_.to_generation > ${target})`;
  const ended = await tx.execute(sql`
    UPDATE catalog_version AS now_ SET to_generation = ${next}
    WHERE now_.to_generation IS NULL AND NOT EXISTS (
      SELECT 1 FROM catalog_version AS then_
      WHERE then_.kind = now_.kind AND then_.key = now_.key AND then_.digest = now_.digest
        AND then_.lean = now_.lean AND then_.files = now_.files AND ${then}
    )
    RETURNING kind, key`);
  const begun = await tx.execute(sql`
    INSERT INTO catalog_version (kind, key, lean, files, digest, from_generation)
    SELECT kind, key, lean, files, digest, ${next} FROM catalog_version AS then_
    WHERE ${then} AND NOT EXISTS (
      SELECT 1 FROM catalog_version AS now_
      WHERE now_.kind = then_.kind AND now_.key = then_.key AND now_.to_generation IS NULL
    )
    RETURNING kind, key`);
  const name = (row: Record<string, unknown>) => `${row["kind"]} ${row["key"]}`;
  const gone = new Set(ended.map(name));
  const changed = begun.filter((row) => gone.has(name(row))).length;
  return { changed, added: begun.length - changed, removed: ended.length - changed };
}

/** Records that a generation has otherwise than the one before, by name; `most` of them. */
export async function listChanged(db: Reader, generation: number, most: number) {
  const { kind, key, fromGeneration, toGeneration, lean } = catalogVersion;
  const rows = await db
    .select({
      kind,
      key,
      begun: sql<boolean>`bool_or(${fromGeneration} = ${generation})`,
      ended: sql<boolean>`coalesce(bool_or(${toGeneration} = ${generation}), false)`,
      name: sql<string | null>`max(${lean}->>'name')`,
    })
    .from(catalogVersion)
    .where(or(eq(fromGeneration, generation), eq(toGeneration, generation)))
    .groupBy(kind, key)
    .orderBy(kind, key)
    .limit(most);
  return rows.map(({ begun, ended, ...row }) => ({
    ...row,
    is: begun ? (ended ? ("changed" as const) : ("added" as const)) : ("removed" as const),
  }));
}
