import type { Tx } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";

const countSchema = z.object({ count: z.coerce.number() });

/** A minute late, so that a callback on its way is refused by its own end and not by this. */
export async function deleteEndedTickets(tx: Tx): Promise<number> {
  return await countOf(
    tx,
    sql`delete from gate_tickets where expires_at < now() - interval '1 minute' returning 1`,
  );
}

/** App sessions of ended sessions go with those; here go the ones that outlived their own end. */
export async function deleteEndedAppSessions(tx: Tx): Promise<number> {
  return await countOf(tx, sql`delete from app_sessions where expires_at < now() returning 1`);
}

/** Whoever was given one reads for that long why it opens nothing any more. */
export async function deleteEndedLinks(tx: Tx): Promise<number> {
  return await countOf(
    tx,
    sql`delete from share_links
      where least(revoked_at, expires_at) < now() - interval '30 days' returning 1`,
  );
}

async function countOf(tx: Tx, statement: ReturnType<typeof sql>): Promise<number> {
  const [row] = await tx.execute(
    sql`with gone as (${statement}) select count(*) as count from gone`,
  );
  return countSchema.parse(row).count;
}
