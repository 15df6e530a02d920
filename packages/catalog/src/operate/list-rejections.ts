import type { Reader } from "@homeport/db";
import { schema } from "@homeport/db";
import { type CursorCodec, cursorScope, type Page, type PageInput } from "@homeport/platform";
import { getTableColumns } from "drizzle-orm";
import { z } from "zod";
import { newestFirst, readNewestFirst } from "../newest-first.ts";

const { catalogRejection } = schema;
const list = newestFirst(catalogRejection.firstSeenAt, catalogRejection.id);

const problem = z.object({
  path: z.string(),
  rule: z.string(),
  message: z.string(),
  line: z.number().nullable(),
});

/** A commit that was not taken, with the first hundred of its problems. */
export interface RejectionView
  extends Omit<typeof catalogRejection.$inferSelect, "problems" | "validatorVersion"> {
  readonly problems: readonly z.infer<typeof problem>[];
}

const of = { kind: "catalog.rejections", scope: cursorScope() };

/** Every commit that was not taken, also those that a later one has put right; the newest first. Throws CURSOR_INVALID, LIMIT_INVALID. */
export async function listRejections(
  { db, cursors }: { db: Reader; cursors: CursorCodec },
  input: PageInput,
): Promise<Page<RejectionView>> {
  return await readNewestFirst(cursors, of, input, async (after, count) => {
    const { validatorVersion: _, ...columns } = getTableColumns(catalogRejection);
    const rows = await db
      .select({ ...columns, cursorAt: list.cursorAt })
      .from(catalogRejection)
      .where(list.behind(after))
      .orderBy(...list.order)
      .limit(count);
    return rows.map((row) => ({ ...row, problems: z.array(problem).parse(row.problems) }));
  });
}
