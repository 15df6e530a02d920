import type { Reader } from "@homeport/db";
import { schema } from "@homeport/db";
import { type CursorCodec, cursorScope, type Page, type PageInput } from "@homeport/platform";
import { newestFirst, readNewestFirst } from "../newest-first.ts";

const { catalogDelivery } = schema;
const list = newestFirst(catalogDelivery.receivedAt, catalogDelivery.id);

/** A call of the webhook, without what would tell it apart from a replay. */
export type DeliveryView = Pick<
  typeof catalogDelivery.$inferSelect,
  "id" | "mode" | "receivedAt" | "seq" | "outcome"
>;

const of = { kind: "catalog.deliveries", scope: cursorScope() };

/** Calls of the webhook as far as they are kept, which is a day; the newest first. Throws CURSOR_INVALID, LIMIT_INVALID. */
export async function listDeliveries(
  { db, cursors }: { db: Reader; cursors: CursorCodec },
  input: PageInput,
): Promise<Page<DeliveryView>> {
  const { id, mode, receivedAt, seq, outcome } = catalogDelivery;
  return await readNewestFirst(cursors, of, input, (after, count) =>
    db
      .select({ id, mode, receivedAt, seq, outcome, cursorAt: list.cursorAt })
      .from(catalogDelivery)
      .where(list.behind(after))
      .orderBy(...list.order)
      .limit(count),
  );
}
