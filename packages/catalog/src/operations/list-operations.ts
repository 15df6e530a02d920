import { type Reader, schema } from "@homeport/db";
import { type CursorCodec, cursorScope, type Page, type PageInput } from "@homeport/platform";
import { and, eq, getTableColumns } from "drizzle-orm";
import { newestFirst, readNewestFirst } from "../newest-first.ts";
import type { Operation } from "./store.ts";

const { catalogOperation } = schema;
const list = newestFirst(catalogOperation.createdAt, catalogOperation.id);

/** A change as a list shows it: without what is in its files. */
export type OperationView = Omit<
  Operation,
  "files" | "refusal" | "requestId" | "entryId" | "baseGeneration"
>;

export interface OperationFilter {
  /** Only this person's. */
  readonly actorId?: string | undefined;
  /** Only of this entry. */
  readonly slug?: string | undefined;
}

/** Changes of the catalog on their way and ended, the newest first. Throws CURSOR_INVALID, LIMIT_INVALID. */
export async function listOperations(
  { db, cursors }: { db: Reader; cursors: CursorCodec },
  { actorId, slug }: OperationFilter,
  input: PageInput,
): Promise<Page<OperationView>> {
  const of = {
    kind: "catalog.operations",
    scope: cursorScope(actorId ?? null, slug ?? null),
  };
  const whose = and(
    actorId === undefined ? undefined : eq(catalogOperation.actorId, actorId),
    slug === undefined ? undefined : eq(catalogOperation.slug, slug),
  );
  return await readNewestFirst(cursors, of, input, (after, count) => {
    const { files, conflict, requestId, entryId, baseGeneration, ...shown } =
      getTableColumns(catalogOperation);
    return db
      .select({ ...shown, cursorAt: list.cursorAt })
      .from(catalogOperation)
      .where(and(whose, list.behind(after)))
      .orderBy(...list.order)
      .limit(count);
  });
}
