import { csvHead, csvLine } from "./csv.ts";
import type { AuditFilter } from "./entry.ts";
import { type AuditContext, listAudit } from "./list-audit.ts";

const pageRows = 500;

/**
 * The record as a CSV file, page by page as its reader takes it, so that a long one is never held whole. What is
 * exported is recorded, too, before the first line leaves. Throws NOT_PERMITTED.
 */
export async function exportAudit(
  ctx: AuditContext,
  filter: AuditFilter,
): Promise<AsyncGenerator<string, void>> {
  const first = await listAudit(ctx, { ...filter, limit: pageRows });
  const { organizationId } = ctx;
  const act = {
    action: "audit.export",
    target: { kind: "organization", id: organizationId },
    organizationId,
  };
  await ctx.db.write(ctx, { ...act, detail: { ...filter } }, () => Promise.resolve());

  async function* lines(): AsyncGenerator<string, void> {
    yield csvHead;
    for (let page = first; ; ) {
      yield page.items.map(csvLine).join("");
      if (page.nextCursor === null) return;
      page = await listAudit(ctx, { ...filter, limit: pageRows, cursor: page.nextCursor });
    }
  }
  return lines();
}
