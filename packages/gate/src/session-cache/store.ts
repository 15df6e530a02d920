import type { Reader, Tx } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { readKeyPrincipal } from "./key-store.ts";
import { readLinkPrincipal } from "./link-store.ts";
import { splitRoles } from "./roles.ts";
import type {
  AppCredential,
  Credential,
  LinkCredential,
  LoadedPrincipal,
  SessionCredential,
} from "./session-cache.ts";
import type { Uses } from "./use-recorder.ts";

const rowSchema = z.object({
  app_session_id: z.string().nullable(),
  session_id: z.string(),
  user_id: z.string(),
  kind: z.enum(["browser", "device", "cli"]),
  name: z.string(),
  email: z.string(),
  life_ms: z.coerce.number(),
  memberships: z.array(z.object({ organizationId: z.string(), role: z.string() })),
});

/** Whom a credential stands for, with every membership; null when anything of it is missing or over. */
export async function readPrincipal(
  db: Reader,
  credential: Credential,
): Promise<LoadedPrincipal | null> {
  if (credential.kind === "key") return await readKeyPrincipal(db, credential);
  if (credential.kind === "link") return await readLinkPrincipal(db, credential);
  const [found] =
    credential.kind === "session"
      ? await readSession(db, credential)
      : await readAppSession(db, credential);
  if (found === undefined) return null;
  const row = rowSchema.parse(found);
  return {
    lifeMs: row.life_ms,
    principal: {
      kind: row.kind === "browser" ? "session" : row.kind,
      userId: row.user_id,
      sessionId: row.session_id,
      appSessionId: row.app_session_id,
      appId: credential.kind === "app" ? credential.appId : null,
      name: row.name,
      email: row.email,
      roles: new Map(row.memberships.map((one) => [one.organizationId, splitRoles(one.role)])),
    },
  };
}

const memberships = sql`(select coalesce(json_agg(json_build_object(
    'organizationId', m.organization_id, 'role', m.role)), '[]')
  from members m where m.user_id = u.id) as memberships`;

function readSession(db: Reader, credential: SessionCredential) {
  return db.execute(sql`
    select
      null as app_session_id, s.id as session_id, u.id as user_id, s.kind, u.name, u.email,
      extract(epoch from s.expires_at - now()) * 1000 as life_ms,
      ${memberships}
    from sessions s
    join users u on u.id = s.user_id
    where s.token = ${credential.token} and s.expires_at > now()`);
}

/** The token of a session that is alive; null when there is none. */
export async function findSessionToken(db: Reader, sessionId: string): Promise<string | null> {
  const [row] = await db.execute(sql`
    select token from sessions where id = ${sessionId} and expires_at > now()`);
  return row === undefined ? null : tokenSchema.parse(row).token;
}

const tokenSchema = z.object({ token: z.string() });

function readAppSession(db: Reader, credential: AppCredential) {
  return db.execute(sql`
    select
      p.id as app_session_id, s.id as session_id, u.id as user_id, s.kind, u.name, u.email,
      extract(epoch from least(p.expires_at, s.expires_at) - now()) * 1000 as life_ms,
      ${memberships}
    from app_sessions p
    join sessions s on s.id = p.session_id
    join users u on u.id = s.user_id
    where p.token_hash = ${credential.tokenHash} and p.app_id = ${credential.appId}
      and p.expires_at > now() and s.expires_at > now()`);
}

/**
 * Notes that sessions and keys were used. A session that has used up a day of its life gets its whole life again:
 * browsers 7 days, the command line 30, devices 180.
 */
export async function writeUses(db: Reader, uses: Uses): Promise<void> {
  const { sessionIds, appSessionIds, keyIds } = uses;
  await db.execute(sql`
    with touched as (
      update app_sessions set last_seen_at = now() where id = any(${textArray(appSessionIds)})
    ), used as (
      update api_keys set last_used_at = now() where id = any(${textArray(keyIds)})
    )
    update sessions set
      last_seen_at = now(),
      expires_at = greatest(expires_at, case
        when expires_at < now() + life.span - interval '1 day' then now() + life.span
        else expires_at end)
    from (values ('browser', interval '7 days'), ('cli', interval '30 days'), ('device', interval '180 days'))
      as life(kind, span)
    where life.kind = sessions.kind and sessions.id = any(${textArray(sessionIds)})
      and sessions.expires_at > now()`);
}

/** A Postgres array literal as one parameter, whatever its length. */
function textArray(values: readonly string[]) {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb))`;
}

/** Ends one app session; answers its id, or null when it was gone already. */
export async function deleteAppSession(
  tx: Tx,
  credential: AppCredential | LinkCredential,
): Promise<string | null> {
  const [row] = await tx.execute(sql`
    delete from app_sessions
    where token_hash = ${credential.tokenHash} and app_id = ${credential.appId}
    returning id`);
  return row === undefined ? null : deletedSchema.parse(row).id;
}

const deletedSchema = z.object({ id: z.string() });
