import type { Reader } from "@homeport/db";
import { schema } from "@homeport/db";
import { type CursorCodec, cursorScope, type Page, readPage } from "@homeport/platform";
import { desc, eq, getTableColumns, lt, sql } from "drizzle-orm";
import { z } from "zod";

const { catalogGeneration, operators, users } = schema;

export interface ListGenerationsInput {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

const plan = {
  kind: "catalog.generations",
  scope: cursorScope(),
  positionOf: ({ generation }: GenerationView) => [generation],
};
const position = z.tuple([z.number()]);

/** A generation, and the name of whose doing it was; null: nobody's of this installation, or several people's. */
export type GenerationView = typeof catalogGeneration.$inferSelect & { readonly by: string | null };

/** Every state of the catalog that was accepted, the newest first. Throws CURSOR_INVALID, LIMIT_INVALID. */
export async function listGenerations(
  { db, cursors }: { db: Reader; cursors: CursorCodec },
  input: ListGenerationsInput,
): Promise<Page<GenerationView>> {
  return await readPage(cursors, plan, input, (after, count) => {
    const { generation, actorId } = catalogGeneration;
    return db
      .select({
        ...getTableColumns(catalogGeneration),
        by: sql<string | null>`coalesce(${users.name}, ${operators.label})`,
      })
      .from(catalogGeneration)
      .leftJoin(users, eq(users.id, actorId))
      .leftJoin(operators, eq(operators.keyId, actorId))
      .where(after === null ? undefined : lt(generation, position.parse(after)[0]))
      .orderBy(desc(generation))
      .limit(count);
  });
}
