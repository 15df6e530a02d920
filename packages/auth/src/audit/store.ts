import type { Reader } from "@homeport/db";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { AuditEntry, AuditFilter } from "./entry.ts";

/** Where the page before ended: its last instant, to the microsecond, and its last id. */
export interface AuditPosition {
  readonly at: string;
  readonly id: string;
}

export interface AuditRow {
  readonly entry: AuditEntry;
  readonly position: AuditPosition;
}

/** What of the record is asked for, and how much of it. */
interface AuditQuery {
  readonly filter: AuditFilter;
  readonly after: AuditPosition | null;
  readonly count: number;
}

/**
 * What an organization's owners and admins may read, the newest first: its own entries, and those of no organization
 * that its members made or met since they joined, such as their sign-ins. Each branch walks an index and ends early.
 */
export async function selectEntries(
  db: Reader,
  query: AuditQuery & { readonly organizationId: string },
): Promise<AuditRow[]> {
  const { organizationId } = query;
  const narrowed = conditions(query.filter, query.after);
  const newest = newestFirst(query.count);
  const ofMembers = (whose: SQL) => sql`
    select found.* from members m join users u on u.id = m.user_id
    cross join lateral (
      select a.* from audit_entries a
      where a.organization_id is null and a.at >= m.created_at and ${whose} and ${narrowed} ${newest}
    ) as found
    where m.organization_id = ${organizationId}`;
  const visible = sql`
      (select a.* from audit_entries a
        where a.organization_id = ${organizationId} and ${narrowed} ${newest})
      union (${ofMembers(sql`a.actor_id = m.user_id`)})
      union (${ofMembers(sql`a.target_kind = 'user' and a.target_id = m.user_id`)})
      union (${ofMembers(sql`a.target_kind = 'email-hash'
        and a.target_id = left(encode(sha256(convert_to(lower(u.email), 'UTF8')), 'hex'), 32)`)})`;
  return await withNames(db, visible, query.count);
}

/** What people did to vaults, of every organization, and to the keys with which they are acknowledged; the newest first. */
export async function selectVaultEntries(db: Reader, query: AuditQuery): Promise<AuditRow[]> {
  const narrowed = conditions(query.filter, query.after);
  const visible = sql`select a.* from audit_entries a
    where a.action like 'vault.%' and ${narrowed} ${newestFirst(query.count)}`;
  return await withNames(db, visible, query.count);
}

/** What was done under no organization, by whomever: to the fleet, by operators, and at the door; the newest first. */
export async function selectInstallationEntries(
  db: Reader,
  query: AuditQuery,
): Promise<AuditRow[]> {
  const narrowed = conditions(query.filter, query.after);
  const visible = sql`select a.* from audit_entries a
    where a.organization_id is null and ${narrowed} ${newestFirst(query.count)}`;
  return await withNames(db, visible, query.count);
}

const newestFirst = (count: number) => sql`order by a.at desc, a.id desc limit ${count}`;

/** Entries with the names of who and what they are about, as far as those are still there. */
async function withNames(db: Reader, visible: SQL, count: number): Promise<AuditRow[]> {
  const rows = await db.execute(sql`
    with visible as (${visible})
    select a.id, a.at, a.at::text as at_text, a.actor_kind, a.actor_id, a.action, a.target_kind,
      a.target_id, a.outcome, a.error_code, a.detail, a.address, a.request_id,
      actor.name as actor_name, actor.email as actor_email,
      coalesce(target.name, app.title, vault.name) as target_name
    from visible a
    left join users actor on actor.id = a.actor_id
    left join users target on a.target_kind = 'user' and target.id = a.target_id
    left join apps app on a.target_kind = 'app' and app.id = a.target_id
    left join vaults vault on a.target_kind = 'vault' and vault.id = a.target_id
    ${newestFirst(count)}`);
  return rows.map((row) => viewRow(rowSchema.parse(row)));
}

function conditions(filter: AuditFilter, after: AuditPosition | null): SQL {
  const { actor, action, target, from, to } = filter;
  const parts = [
    ...(actor === undefined
      ? []
      : [
          sql`(a.actor_id = ${actor} or a.actor_kind = ${actor} or a.actor_id in (${people(actor)}))`,
        ]),
    ...(action === undefined ? [] : [sql`a.action like ${pattern(action, "")}`]),
    ...(target === undefined
      ? []
      : [
          sql`(a.target_id = ${target} or a.target_kind = ${target}
            or (a.target_kind = 'user' and a.target_id in (${people(target)})))`,
        ]),
    ...(from === undefined ? [] : [sql`a.at >= ${from.toISOString()}::timestamptz`]),
    ...(to === undefined ? [] : [sql`a.at < ${to.toISOString()}::timestamptz`]),
    ...(after === null ? [] : [sql`(a.at, a.id) < (${after.at}::timestamptz, ${after.id})`]),
  ];
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
}

function people(text: string): SQL {
  const like = pattern(text, "%");
  return sql`select p.id from users p where p.name ilike ${like} or p.email ilike ${like}`;
}

/** A text as part of a pattern, in which it stands for itself alone. */
function pattern(text: string, before: "" | "%"): string {
  return `${before}${text.replace(/[\\%_]/g, "\\$&")}%`;
}

const rowSchema = z.object({
  id: z.string(),
  at: z.coerce.date(),
  at_text: z.string(),
  actor_kind: z.enum(["user", "host", "operator-key", "system", "anonymous"]),
  actor_id: z.string().nullable(),
  actor_name: z.string().nullable(),
  actor_email: z.string().nullable(),
  action: z.string(),
  target_kind: z.string(),
  target_id: z.string(),
  target_name: z.string().nullable(),
  outcome: z.enum(["success", "denied", "failed"]),
  error_code: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  request_id: z.string().nullable(),
});

function viewRow(row: z.output<typeof rowSchema>): AuditRow {
  return {
    position: { at: row.at_text, id: row.id },
    entry: {
      entryId: row.id,
      at: row.at,
      actor: {
        kind: row.actor_kind,
        id: row.actor_id,
        name: row.actor_name,
        email: row.actor_email,
      },
      action: row.action,
      target: { kind: row.target_kind, id: row.target_id, name: row.target_name },
      outcome: row.outcome,
      errorCode: row.error_code,
      detail: row.detail,
      address: row.address,
      requestId: row.request_id,
    },
  };
}
