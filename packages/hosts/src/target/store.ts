import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";

/** How an agent's last connection to an app's target went. */
export interface TargetReport {
  readonly hostId: string;
  readonly appId: string;
  /** The name of the failure; null when the target answered. */
  readonly error: string | null;
  /** By the agent's clock. */
  readonly atMs: number;
}

/**
 * Writes many reports in one statement. A host speaks of its own apps only. A report that is older by its agent's
 * clock came late and changes nothing; after a minute it is the clock that was set back. The same report again, as an
 * agent sends it on each new tunnel, leaves the moment at which it was first told.
 */
export async function writeTargets(db: Reader, reports: readonly TargetReport[]): Promise<void> {
  await db.execute(sql`
    insert into app_targets as kept (app_id, error, agent_at_ms)
    select g."appId", g.error, g."atMs"
    from jsonb_to_recordset(${JSON.stringify(reports)}::text::jsonb) as g (
      "hostId" text, "appId" text, error text, "atMs" bigint
    )
    join apps on apps.id = g."appId" and apps.host_id = g."hostId"
    order by 1
    on conflict (app_id) do update set
      error = excluded.error, agent_at_ms = excluded.agent_at_ms, reported_at = now()
    where excluded.agent_at_ms > kept.agent_at_ms
      or (excluded.agent_at_ms < kept.agent_at_ms and kept.reported_at < now() - interval '1 minute')`);
}
