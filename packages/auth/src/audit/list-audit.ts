import type { Db } from "@homeport/db";
import {
  type CursorCodec,
  cursorScope,
  type Page,
  type PageInput,
  type RequestContext,
  readPage,
} from "@homeport/platform";
import { authorize } from "../members/authorize.ts";
import type { Membership } from "../roles/membership.ts";
import type { AuditEntry, AuditFilter } from "./entry.ts";
import { type AuditRow, selectEntries } from "./store.ts";

/** What reading the record of an organization stands on. */
export interface AuditContext extends RequestContext {
  readonly db: Db;
  readonly cursors: CursorCodec;
  readonly organizationId: string;
  readonly roles: Membership["roles"];
}

/** What was done in the organization and by its members, the newest first. */
export async function listAudit(
  ctx: AuditContext,
  input: PageInput & AuditFilter,
): Promise<Page<AuditEntry>> {
  authorize(ctx, "audit.read");
  const { organizationId } = ctx;
  const { limit, cursor, ...rest } = input;
  const { actor, action, target, from, to } = rest;
  const filter = { actor, action, target, from, to };
  const plan = {
    kind: "audit.list",
    scope: cursorScope(organizationId, filter),
    positionOf: ({ position }: AuditRow) => [position.at, position.id],
  };
  const page = await readPage(ctx.cursors, plan, { limit, cursor }, (after, count) =>
    selectEntries(ctx.db.orm, {
      organizationId,
      filter,
      after: after === null ? null : { at: String(after[0]), id: String(after[1]) },
      count,
    }),
  );
  return { items: page.items.map((row) => row.entry), nextCursor: page.nextCursor };
}
