import type { Reader, Tx } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";

export interface NewTicket {
  readonly id: string;
  readonly secretHash: Buffer;
  readonly sessionId: string;
  readonly appId: string;
  readonly hostname: string;
  readonly path: string;
  readonly nonceHash: Buffer;
  readonly lifeMs: number;
}

/** Writes a ticket of a session that is still alive; answers whether it was. */
export async function insertTicket(db: Reader, ticket: NewTicket): Promise<boolean> {
  const rows = await db.execute(sql`
    insert into gate_tickets
      (id, secret_hash, session_id, app_id, hostname, path, nonce_hash, expires_at)
    select ${ticket.id}, ${ticket.secretHash}, s.id, ${ticket.appId}, ${ticket.hostname},
      ${ticket.path}, ${ticket.nonceHash}, now() + ${ticket.lifeMs} * interval '1 millisecond'
    from sessions s where s.id = ${ticket.sessionId} and s.expires_at > now()
    returning id`);
  return rows.length > 0;
}

export interface TicketClaim {
  readonly id: string;
  readonly secretHash: Buffer;
  readonly appId: string;
  readonly hostname: string;
  readonly nonceHashes: readonly Buffer[];
}

const claimedSchema = z.object({ session_id: z.string(), path: z.string() });

/** Takes a ticket: of any number of tries with it, one at most gets an answer. */
export async function takeTicket(
  tx: Tx,
  claim: TicketClaim,
): Promise<{ sessionId: string; path: string } | null> {
  if (claim.nonceHashes.length === 0) return null;
  const [row] = await tx.execute(sql`
    delete from gate_tickets
    where id = ${claim.id} and secret_hash = ${claim.secretHash} and app_id = ${claim.appId}
      and hostname = ${claim.hostname} and nonce_hash in ${[...claim.nonceHashes]}
      and expires_at > now()
    returning session_id, path`);
  if (row === undefined) return null;
  const taken = claimedSchema.parse(row);
  return { sessionId: taken.session_id, path: taken.path };
}

export interface NewAppSession {
  readonly id: string;
  readonly appId: string;
  readonly sessionId: string;
  readonly tokenHash: Buffer;
  readonly lifeMs: number;
}

/** Makes an app session, and ends the oldest beyond `keep` of the same session and app. */
export async function insertAppSession(tx: Tx, one: NewAppSession, keep: number): Promise<boolean> {
  const made = await tx.execute(sql`
    insert into app_sessions (id, app_id, session_id, token_hash, expires_at)
    select ${one.id}, ${one.appId}, s.id, ${one.tokenHash},
      now() + ${one.lifeMs} * interval '1 millisecond'
    from sessions s where s.id = ${one.sessionId} and s.expires_at > now()
    returning id`);
  await tx.execute(sql`
    delete from app_sessions where id in (
      select id from app_sessions
      where session_id = ${one.sessionId} and app_id = ${one.appId}
      order by created_at desc, id desc offset ${keep})`);
  return made.length > 0;
}
