import type { Reader } from "@homeport/db";
import { schema } from "@homeport/db";
import {
  type CursorCodec,
  cursorScope,
  type Page,
  type PageInput,
  readPage,
} from "@homeport/platform";
import { newestFirst } from "../newest-first.ts";

const { catalogDelivery } = schema;
const list = newestFirst(catalogDelivery.receivedAt, catalogDelivery.id);

/** A call of the webhook, without what would tell it apart from a replay. */
export type DeliveryView = Pick<
  typeof catalogDelivery.$inferSelect,
  "id" | "mode" | "receivedAt" | "seq" | "outcome"
>;

interface DeliveryRow extends DeliveryView {
  readonly cursorAt: string;
}

const plan = {
  kind: "catalog.deliveries",
  scope: cursorScope(),
  positionOf: ({ cursorAt, id }: DeliveryRow) => [cursorAt, id],
};

/** Calls of the webhook as far as they are kept, which is a day; the newest first. Throws CURSOR_INVALID, LIMIT_INVALID. */
export async function listDeliveries(
  { db, cursors }: { db: Reader; cursors: CursorCodec },
  input: PageInput,
): Promise<Page<DeliveryView>> {
  const { id, mode, receivedAt, seq, outcome } = catalogDelivery;
  const { items, nextCursor } = await readPage(cursors, plan, input, (after, count) =>
    db
      .select({ id, mode, receivedAt, seq, outcome, cursorAt: list.cursorAt })
      .from(catalogDelivery)
      .where(list.behind(after))
      .orderBy(...list.order)
      .limit(count),
  );
  return { items: items.map(({ cursorAt: _, ...row }) => row), nextCursor };
}
