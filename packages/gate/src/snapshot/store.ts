import type { Reader, SqlRunner } from "@homeport/db";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type AppRow, appRowSchema } from "./app-row.ts";
import type { Named } from "./named.ts";

export interface ReadApps {
  readonly rows: readonly AppRow[];
  /** The transactions that the statement saw, as a `pg_snapshot`. */
  readonly seen: string;
}

/**
 * Everything the gate knows of the apps named. One statement, so one moment: an app, its rules and its identity
 * always belong together.
 */
export async function readApps(db: Reader, named: Named): Promise<ReadApps> {
  // The left join answers with one row, and with what it saw, also where there is no such app any more.
  const rows = await db.execute(sql`
    select read.seen, app.* from (select pg_current_snapshot()::text as seen) read
    left join lateral (${selectApps(named)}) app on true`);
  const found = [...rows];
  return {
    seen: seenSchema.parse(found[0]).seen,
    rows: found.filter((row) => row["app_id"] !== null).map((row) => appRowSchema.parse(row)),
  };
}

/** The same of one app; null when there is none. */
export async function readApp(db: Reader, appId: string): Promise<AppRow | null> {
  const named = { appIds: new Set([appId]), organizationIds: new Set<string>() };
  const { rows } = await readApps(db, named);
  return rows[0] ?? null;
}

const seenSchema = z.object({ seen: z.string() });

function selectApps(named: Named): SQL {
  return sql`
    select
      g.app_id, g.organization_id, o.slug as organization_slug, a.host_id, a.owner_user_id,
      a.name, a.title, a.runtime, g.carrier, g.allowed_origins, g.version,
      (select coalesce(json_agg(h.hostname order by h.is_primary desc, h.hostname), '[]')
        from app_addresses h
        where h.app_id = g.app_id and (h.kind = 'label' or h.verified_at is not null)) as hostnames,
      (select coalesce(json_agg(json_build_object(
          'path', r.path, 'match', r.match, 'level', r.level,
          'audience', r.audience, 'headers', r.headers)), '[]')
        from access_rules r where r.app_id = g.app_id) as rules,
      case when i.id is null then null else json_build_object(
        'id', i.id, 'name', i.name, 'email', i.email,
        'publicKey', translate(encode(i.public_key, 'base64'), E'+/=\\n', '-_'),
        'fingerprint', i.fingerprint) end as identity,
      case when d.app_id is null then null else json_build_object(
        'protocol', d.protocol, 'target', d.target, 'targetFrom', d.target_from,
        'hostHeader', d.host_header, 'hostHeaderValue', d.host_header_value,
        'proxyProtocol', d.proxy_protocol, 'tlsVerify', d.tls_verify,
        'answerHeadMs', d.answer_head_ms, 'maxRequestBytes', d.max_request_bytes,
        'maxConcurrent', d.max_concurrent, 'visitorRate', d.visitor_rate,
        'bytesPerSecond', d.bytes_per_second, 'trpcTransformer', d.trpc_transformer,
        'maintenance', d.maintenance, 'maintenanceHtml', d.maintenance_html,
        'offlineHtml', d.offline_html) end as delivery
    from app_gates g
    join apps a on a.id = g.app_id
    join organizations o on o.id = g.organization_id
    left join identities i on i.organization_id = g.organization_id
      and (i.id = g.identity_id or (g.identity_id is null and i.is_default))
    left join app_deliveries d on d.app_id = g.app_id
    where ${isNamedRow(named)}`;
}

function isNamedRow(named: Named): SQL {
  if (named === "all") return sql`true`;
  return sql`(${isOneOf(sql`g.app_id`, named.appIds)}
    or ${isOneOf(sql`g.organization_id`, named.organizationIds)})`;
}

function isOneOf(column: SQL, ids: ReadonlySet<string>): SQL {
  return ids.size === 0 ? sql`false` : sql`${column} in ${[...ids]}`;
}

const countSchema = z.object({ of: z.number(), relays: z.number() });

/**
 * Counts the live relays, and those whose snapshot was read with every change of this key in sight that is
 * committed now. Exact under any number of open transactions: what a read saw is compared one transaction at a
 * time, never by order.
 */
export async function countRelays(
  sql: SqlRunner,
  change: { readonly topic: string; readonly key: string; readonly spelled: string },
): Promise<z.infer<typeof countSchema>> {
  const [row] = await sql.query(
    `with written as (
       select xid from changes
       where at > clock_timestamp() - interval '30 seconds' and topic = $1 and key = $2
     ), relays as (
       select not exists (select 1 from written) or exists (
         select 1 from jsonb_array_elements(vitals -> 'snapshotReads') read
         where (read -> 'changes' = 'null' or read -> 'changes' ? $3) and not exists (
           select 1 from written
           where not pg_visible_in_snapshot(written.xid, (read ->> 'seen')::pg_snapshot))) as applied
       from replicas
       where app = 'relay' and state in ('ready', 'draining')
         and seen_at > clock_timestamp() - interval '15 seconds'
     )
     select count(*)::int as of, (count(*) filter (where applied))::int as relays from relays`,
    [change.topic, change.key, change.spelled],
  );
  return countSchema.parse(row);
}
