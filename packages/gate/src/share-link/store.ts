import type { Reader, Tx } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { LinkSecret } from "./link-secret.ts";
import { type LinkState, maxShownLinks } from "./link-view.ts";

const rowSchema = z.object({
  id: z.string(),
  label: z.string(),
  path_scope: z.string(),
  created_at: z.coerce.date(),
  expires_at: z.coerce.date(),
  max_uses: z.number().nullable(),
  uses: z.number(),
  created_by: z.string().nullable(),
  creator_name: z.string().nullable(),
  state: z.enum(["live", "expired", "used-up", "revoked"]),
});

export type LinkRow = z.infer<typeof rowSchema>;

/** What ended a link first in importance: somebody's word, then time, then use. */
const state = sql`case
  when l.revoked_at is not null then 'revoked'
  when l.expires_at <= now() then 'expired'
  when l.uses >= l.max_uses then 'used-up'
  else 'live' end`;

const shown = sql`l.id, l.label, l.path_scope, l.created_at, l.expires_at, l.max_uses, l.uses, l.created_by,
  u.name as creator_name, ${state} as state`;

export interface NewLinkRow {
  readonly id: string;
  readonly appId: string;
  readonly organizationId: string;
  readonly createdBy: string | null;
  readonly label: string;
  readonly pathScope: string;
  readonly secretHash: Buffer;
  /** From now by the store's clock, or an instant. */
  readonly ends: { readonly inMs: number } | { readonly at: Date };
  readonly maxUses: number | null;
}

/** Writes a link that ends between a minute and a year from now; answers whether it does. */
export async function insertLink(tx: Tx, link: NewLinkRow): Promise<boolean> {
  const { ends } = link;
  const end =
    "inMs" in ends
      ? sql`now() + ${ends.inMs} * interval '1 millisecond'`
      : sql`${ends.at.toISOString()}::timestamptz`;
  const rows = await tx.execute(sql`
    insert into share_links
      (id, app_id, organization_id, created_by, label, path_scope, secret_hash, expires_at, max_uses)
    select ${link.id}, ${link.appId}, ${link.organizationId}, ${link.createdBy}, ${link.label},
      ${link.pathScope}, ${link.secretHash}, ends.at, ${link.maxUses}
    from (select ${end} as at) ends
    where ends.at between now() + interval '1 minute' and now() + interval '366 days'
    returning id`);
  return rows.length > 0;
}

const countSchema = z.object({ count: z.coerce.number() });

export async function countLiveLinks(db: Reader, appId: string): Promise<number> {
  const [row] = await db.execute(sql`
    select count(*) as count from share_links l where l.app_id = ${appId} and ${state} = 'live'`);
  return countSchema.parse(row).count;
}

/** Links of an app, the newest first. */
export async function selectLinks(
  db: Reader,
  organizationId: string,
  appId: string,
): Promise<LinkRow[]> {
  const rows = await db.execute(sql`
    select ${shown}
    from share_links l left join users u on u.id = l.created_by
    where l.app_id = ${appId} and l.organization_id = ${organizationId}
    order by l.created_at desc, l.id desc
    limit ${maxShownLinks}`);
  return [...rows].map((row) => rowSchema.parse(row));
}

/** What each live link of an app opens. */
export async function readLiveScopes(db: Reader, appId: string): Promise<string[]> {
  const rows = await db.execute(sql`
    select l.path_scope from share_links l
    where l.app_id = ${appId} and l.revoked_at is null and l.expires_at > now()
    limit ${maxShownLinks}`);
  return [...rows].map((row) => scopeSchema.parse(row).path_scope);
}

const scopeSchema = z.object({ path_scope: z.string() });

export async function findLink(db: Reader, linkId: string): Promise<LinkRow | null> {
  const [row] = await db.execute(sql`
    select ${shown}
    from share_links l left join users u on u.id = l.created_by
    where l.id = ${linkId}`);
  return row === undefined ? null : rowSchema.parse(row);
}

/** Ends a link of this organization; answers its app, or null when there is none that could be ended. */
export async function markRevoked(
  tx: Tx,
  organizationId: string,
  linkId: string,
): Promise<string | null> {
  const [row] = await tx.execute(sql`
    update share_links set revoked_at = now()
    where id = ${linkId} and organization_id = ${organizationId} and revoked_at is null
    returning app_id`);
  return row === undefined ? null : revokedSchema.parse(row).app_id;
}

const revokedSchema = z.object({ app_id: z.string() });

const takenSchema = z.object({ path_scope: z.string(), life_ms: z.coerce.number() });

/**
 * Takes one use of a link, in one statement that looks at everything again: of any number of tries at once no more
 * succeed than uses are left. Null when it has ended, or when secret and app are not its own.
 */
export async function takeUse(
  tx: Tx,
  appId: string,
  link: LinkSecret,
): Promise<{ readonly pathScope: string; readonly lifeMs: number } | null> {
  const [row] = await tx.execute(sql`
    update share_links set uses = uses + 1
    where id = ${link.linkId} and secret_hash = ${link.secretHash} and app_id = ${appId}
      and revoked_at is null and expires_at > now() and (max_uses is null or uses < max_uses)
    returning path_scope, extract(epoch from expires_at - now()) * 1000 as life_ms`);
  if (row === undefined) return null;
  const taken = takenSchema.parse(row);
  return { pathScope: taken.path_scope, lifeMs: taken.life_ms };
}

/** Makes an app session that ends with its link, and ends the oldest beyond `keep` of the same link. */
export async function insertLinkSession(
  tx: Tx,
  one: {
    readonly id: string;
    readonly appId: string;
    readonly linkId: string;
    readonly tokenHash: Buffer;
  },
  keep: number,
): Promise<void> {
  await tx.execute(sql`
    insert into app_sessions (id, app_id, share_link_id, token_hash, expires_at)
    select ${one.id}, ${one.appId}, l.id, ${one.tokenHash}, l.expires_at
    from share_links l where l.id = ${one.linkId}`);
  await tx.execute(sql`
    delete from app_sessions where id in (
      select id from app_sessions where share_link_id = ${one.linkId}
      order by created_at desc, id desc offset ${keep})`);
}

const endedSchema = z.object({ state: rowSchema.shape.state, creator_name: z.string().nullable() });

/** Why a link is of no use, for whoever holds its secret; null for one that does not exist or is another app's. */
export async function findEnded(
  db: Reader,
  appId: string,
  link: LinkSecret,
): Promise<{ readonly state: LinkState; readonly sharedBy: string | null } | null> {
  const [row] = await db.execute(sql`
    select ${state} as state, u.name as creator_name
    from share_links l left join users u on u.id = l.created_by
    where l.id = ${link.linkId} and l.secret_hash = ${link.secretHash} and l.app_id = ${appId}`);
  if (row === undefined) return null;
  const ended = endedSchema.parse(row);
  return { state: ended.state, sharedBy: ended.creator_name };
}
