import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { compileScope } from "../share-link/link-scope.ts";
import type { LinkPrincipal } from "./principal.ts";
import type { LinkCredential } from "./session-cache.ts";

const rowSchema = z.object({
  app_session_id: z.string(),
  link_id: z.string(),
  path_scope: z.string(),
  life_ms: z.coerce.number(),
});

/** The guest that a cookie stands for; null when it is unknown, or its link is expired or revoked. */
export async function readLinkPrincipal(
  db: Reader,
  credential: LinkCredential,
): Promise<{ readonly principal: LinkPrincipal; readonly lifeMs: number } | null> {
  const { appId, tokenHash } = credential;
  const [found] = await db.execute(sql`
    select
      p.id as app_session_id, l.id as link_id, l.path_scope,
      extract(epoch from least(p.expires_at, l.expires_at) - now()) * 1000 as life_ms
    from app_sessions p
    join share_links l on l.id = p.share_link_id and l.app_id = p.app_id
    where p.token_hash = ${tokenHash} and p.app_id = ${appId}
      and p.expires_at > now() and l.expires_at > now() and l.revoked_at is null`);
  if (found === undefined) return null;
  const row = rowSchema.parse(found);
  const { app_session_id: appSessionId, link_id: linkId } = row;
  const scope = compileScope(row.path_scope);
  return { principal: { kind: "link", linkId, appSessionId, appId, scope }, lifeMs: row.life_ms };
}
