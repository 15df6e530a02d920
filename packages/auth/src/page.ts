import { type CursorCodec, pageLimit } from "@homeport/platform";

export interface PageInput {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** Which list, whose rows under which filters, and where a row stands in it. */
export interface PagePlan<Item> {
  readonly kind: string;
  readonly scope: string;
  readonly positionOf: (item: Item) => readonly (string | number)[];
}

/**
 * Reads one page: `read` is asked for one row more than fits, after the cursor's position. Throws CURSOR_INVALID for a
 * cursor of another list, and LIMIT_INVALID.
 */
export async function readPage<Item>(
  cursors: CursorCodec,
  plan: PagePlan<Item>,
  input: PageInput,
  read: (after: readonly (string | number | null)[] | null, count: number) => Promise<Item[]>,
): Promise<Page<Item>> {
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
