import type { Page } from "@homeport/platform";
import { csvHead, csvLine } from "./csv.ts";
import type { AuditEntry, AuditFilter } from "./entry.ts";
import { type AuditContext, listAudit } from "./list-audit.ts";
import { listVaultAudit, type OperatorAuditContext } from "./list-operator-audit.ts";

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

  return writeLines(first, (cursor) => listAudit(ctx, { ...filter, limit: pageRows, cursor }));
}

/** The same of what was done to the vaults of all organizations, for an operator of them. Throws NOT_PERMITTED. */
export async function exportVaultAudit(
  ctx: OperatorAuditContext,
  filter: AuditFilter,
): Promise<AsyncGenerator<string, void>> {
  const first = await listVaultAudit(ctx, { ...filter, limit: pageRows });
  const act = { action: "audit.export", target: { kind: "installation", id: "vaults" } };
  await ctx.db.write(ctx, { ...act, detail: { ...filter } }, () => Promise.resolve());
  return writeLines(first, (cursor) => listVaultAudit(ctx, { ...filter, limit: pageRows, cursor }));
}

async function* writeLines(
  first: Page<AuditEntry>,
  readOn: (cursor: string) => Promise<Page<AuditEntry>>,
): AsyncGenerator<string, void> {
  yield csvHead;
  for (let page = first; ; ) {
    yield page.items.map(csvLine).join("");
    if (page.nextCursor === null) return;
    page = await readOn(page.nextCursor);
  }
}
