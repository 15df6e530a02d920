import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Reader } from "../pool/orm.ts";

/** What an operator wants to know of the server itself. */
export interface PostgresFacts {
  readonly version: string;
  readonly sinceAt: Date;
  /** Connections of everybody, and those that replicas may hold together. */
  readonly connections: number;
  readonly connectionsAllowed: number;
  /** The store's own clock: ages in the answers are by it. */
  readonly now: Date;
}

const row = z.object({
  version: z.string(),
  since_ms: z.number(),
  now_ms: z.number(),
  connections: z.number(),
  allowed: z.number(),
});

export async function readPostgres(reader: Reader): Promise<PostgresFacts> {
  const [found] = await reader.execute(sql`
    select current_setting('server_version') as version,
      (extract(epoch from pg_postmaster_start_time()) * 1000)::float8 as since_ms,
      (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms,
      (select sum(numbackends) from pg_stat_database)::int as connections,
      current_setting('max_connections')::int - 10 as allowed`);
  const { version, since_ms, now_ms, connections, allowed } = row.parse(found);
  return {
    version,
    sinceAt: new Date(since_ms),
    now: new Date(now_ms),
    connections,
    connectionsAllowed: allowed,
  };
}
