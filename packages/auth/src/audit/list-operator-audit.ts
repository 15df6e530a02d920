import type { Db } from "@homeport/db";
import {
  type CursorCodec,
  cursorScope,
  type Page,
  type PageInput,
  type RequestContext,
  readPage,
} from "@homeport/platform";
import { AuthError } from "../errors.ts";
import type { AuditEntry, AuditFilter } from "./entry.ts";
import { type AuditRow, selectInstallationEntries, selectVaultEntries } from "./store.ts";

/** What operators are handed to read what was done outside of any one organization. */
export interface OperatorAuditContext extends RequestContext {
  readonly db: Db;
  readonly cursors: CursorCodec;
  /** What the operator may do, read live by the caller. */
  readonly words: ReadonlySet<string>;
}

/** What people did to vaults of all organizations, the newest first. Throws NOT_PERMITTED, CURSOR_INVALID. */
export async function listVaultAudit(
  ctx: OperatorAuditContext,
  input: PageInput & AuditFilter,
): Promise<Page<AuditEntry>> {
  if (!ctx.words.has("vault.operate")) throw new AuthError("NOT_PERMITTED");
  return await readEntries(ctx, input, "vaults.audit", selectVaultEntries);
}

/**
 * The record of the installation, the newest first: what was done under no organization, such as draining a replica,
 * making an operator, or signing in. Throws NOT_PERMITTED, CURSOR_INVALID.
 */
export async function listInstallationAudit(
  ctx: OperatorAuditContext,
  input: PageInput & AuditFilter,
): Promise<Page<AuditEntry>> {
  if (!ctx.words.has("audit.read")) throw new AuthError("NOT_PERMITTED");
  return await readEntries(ctx, input, "installation.audit", selectInstallationEntries);
}

async function readEntries(
  ctx: OperatorAuditContext,
  input: PageInput & AuditFilter,
  kind: string,
  select: typeof selectVaultEntries,
): Promise<Page<AuditEntry>> {
  const { limit, cursor, actor, action, target, from, to } = input;
  const filter = { actor, action, target, from, to };
  const plan = {
    kind,
    scope: cursorScope(filter),
    positionOf: ({ position }: AuditRow) => [position.at, position.id],
  };
  const page = await readPage(ctx.cursors, plan, { limit, cursor }, (after, count) =>
    select(ctx.db.orm, {
      filter,
      after: after === null ? null : { at: String(after[0]), id: String(after[1]) },
      count,
    }),
  );
  return { items: page.items.map((row) => row.entry), nextCursor: page.nextCursor };
}
