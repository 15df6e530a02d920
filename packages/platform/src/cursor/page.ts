import type { CursorCodec } from "./codec.ts";
import { pageLimit } from "./limit.ts";

/** How a list is walked: which list, whose rows under which filters, and where a row stands in it. */
export interface PagePlan<T> {
  readonly kind: string;
  readonly scope: string;
  readonly positionOf: (item: T) => readonly (string | number)[];
}

export interface PageInput {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/**
 * Reads one page: `read` is asked for one row more than fits, after the cursor's position. Throws CURSOR_INVALID
 * for a cursor of another list, and LIMIT_INVALID.
 */
export async function readPage<T>(
  cursors: CursorCodec,
  plan: PagePlan<T>,
  input: PageInput,
  read: (after: readonly (string | number | null)[] | null, count: number) => Promise<T[]>,
): Promise<Page<T>> {
  const limit = pageLimit(input.limit);
  const { kind, scope } = plan;
  const after = input.cursor === undefined ? null : cursors.decode(input.cursor, { kind, scope });
  const rows = await read(after, limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items,
    nextCursor: more ? cursors.encode({ kind, scope, position: plan.positionOf(last) }) : null,
  };
}
