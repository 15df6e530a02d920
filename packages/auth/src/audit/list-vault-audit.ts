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
import { type AuditRow, selectVaultEntries } from "./store.ts";

/** What operators are handed to read what was done to vaults. */
export interface VaultAuditContext extends RequestContext {
  readonly db: Db;
  readonly cursors: CursorCodec;
  /** What the operator may do, read live by the caller. */
  readonly words: ReadonlySet<string>;
}

/** What people did to vaults of all organizations, the newest first. Throws NOT_PERMITTED, CURSOR_INVALID. */
export async function listVaultAudit(
  ctx: VaultAuditContext,
  input: PageInput & AuditFilter,
): Promise<Page<AuditEntry>> {
  if (!ctx.words.has("vault.operate")) throw new AuthError("NOT_PERMITTED");
  const { limit, cursor, ...rest } = input;
  const { actor, action, target, from, to } = rest;
  const filter = { actor, action, target, from, to };
  const plan = {
    kind: "vaults.audit",
    scope: cursorScope(filter),
    positionOf: ({ position }: AuditRow) => [position.at, position.id],
  };
  const page = await readPage(ctx.cursors, plan, { limit, cursor }, (after, count) =>
    selectVaultEntries(ctx.db.orm, {
      filter,
      after: after === null ? null : { at: String(after[0]), id: String(after[1]) },
      count,
    }),
  );
  return { items: page.items.map((row) => row.entry), nextCursor: page.nextCursor };
}
