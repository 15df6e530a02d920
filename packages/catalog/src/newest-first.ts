import { type CursorCodec, type Page, type PageInput, readPage } from "@homeport/platform";
import { desc, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";

/** Where a row stands in a list that begins with the newest: when it came, in the store's microseconds, and its id. */
const position = z.tuple([z.string(), z.uuid()]);

/** A list that begins with the newest row, by a column that never changes. */
export interface NewestFirst {
  /** For the cursor, as text: a JavaScript date would lose the microseconds, and a page repeat or skip a row. */
  readonly cursorAt: SQL<string>;
  readonly order: readonly [SQL, SQL];
  /** Rows behind a cursor's position; all of them where there is none. */
  behind(after: readonly unknown[] | null): SQL | undefined;
}

export function newestFirst(at: PgColumn, id: PgColumn): NewestFirst {
  return {
    cursorAt: sql<string>`to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
    order: [desc(at), desc(id)],
    behind(after) {
      if (after === null) return undefined;
      const [whenText, which] = position.parse(after);
      return sql`(${at}, ${id}) < (${whenText}::text::timestamp at time zone 'UTC', ${which}::uuid)`;
    },
  };
}

interface Placed {
  readonly id: string;
  readonly cursorAt: string;
}

/**
 * One page of such a list, by the rows behind a position that `read` selects with their `cursorAt`. Throws CURSOR_INVALID,
 * LIMIT_INVALID.
 */
export async function readNewestFirst<Row extends Placed>(
  cursors: CursorCodec,
  of: { readonly kind: string; readonly scope: string },
  input: PageInput,
  read: (after: readonly unknown[] | null, count: number) => Promise<Row[]>,
): Promise<Page<Omit<Row, "cursorAt">>> {
  const plan = { ...of, positionOf: ({ cursorAt, id }: Row) => [cursorAt, id] };
  const { items, nextCursor } = await readPage(cursors, plan, input, read);
  return { items: items.map(({ cursorAt: _, ...row }) => row), nextCursor };
}
