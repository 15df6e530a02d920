import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { type AppRow, appRowSchema } from "./app-row.ts";

/**
 * Everything the gate knows of apps, of all of them or of those named. One statement, so one moment: an app, its
 * rules and its identity always belong together.
 */
export async function readApps(db: Reader, appIds: readonly string[] | null): Promise<AppRow[]> {
  const named = appIds === null ? sql`true` : sql`g.app_id in ${[...appIds]}`;
  if (appIds?.length === 0) return [];
  const rows = await db.execute(sql`
    select
      g.app_id, g.organization_id, o.slug as organization_slug, a.host_id, a.owner_user_id,
      a.name, a.title, g.carrier, g.allowed_origins, g.version,
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
    where ${named}`);
  return [...rows].map((row) => appRowSchema.parse(row));
}
