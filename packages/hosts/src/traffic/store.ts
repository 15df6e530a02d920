import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { latencyBuckets } from "./latency.ts";

/** What one relay counted of an app in one minute, for one class of status. */
export interface TrafficMinute {
  readonly appId: string;
  /** The minute's begin, as epoch ms. */
  readonly minuteMs: number;
  /** 1 to 5; 0 for a visitor who left before an answer. */
  readonly statusClass: number;
  readonly requests: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** To the first byte of each answer, summed. */
  readonly durationMs: number;
  readonly latencyBuckets: readonly number[];
}

/**
 * Adds minutes to those that are there, in one statement. Rows are taken in the order of their keys, so that two
 * relays which count the same apps cannot wait for each other. Of apps that are gone nothing is kept.
 */
export async function addMinutes(db: Reader, minutes: readonly TrafficMinute[]): Promise<void> {
  await db.execute(sql`
    insert into app_traffic_minutes as kept (
      app_id, minute, status_class, requests, bytes_in, bytes_out, duration_ms, latency_buckets
    )
    select g."appId", to_timestamp(g."minuteMs" / 1000), g."statusClass", g.requests,
      g."bytesIn", g."bytesOut", round(g."durationMs"), g."latencyBuckets"
    from jsonb_to_recordset(${JSON.stringify(minutes)}::text::jsonb) as g (
      "appId" text, "minuteMs" double precision, "statusClass" smallint, requests integer,
      "bytesIn" bigint, "bytesOut" bigint, "durationMs" double precision, "latencyBuckets" integer[]
    )
    join apps on apps.id = g."appId"
    order by 1, 2, 3
    on conflict (app_id, minute, status_class) do update set
      requests = kept.requests + excluded.requests,
      bytes_in = kept.bytes_in + excluded.bytes_in,
      bytes_out = kept.bytes_out + excluded.bytes_out,
      duration_ms = kept.duration_ms + excluded.duration_ms,
      latency_buckets = (
        select array_agg(coalesce(b.one, 0) + coalesce(b.other, 0) order by b.place)
        from unnest(kept.latency_buckets, excluded.latency_buckets)
          with ordinality as b (one, other, place)
      )`);
}

const sum = z.coerce.number();
const stepRow = z.object({
  atMs: sum,
  statusClass: sum,
  requests: sum,
  bytesIn: sum,
  bytesOut: sum,
  durationMs: sum,
  buckets: z.array(sum),
});
export type StepRow = z.infer<typeof stepRow>;

/** Sums by step and class, oldest first, over the steps that end with the present one by the store's clock. */
export async function findSteps(
  db: Reader,
  appId: string,
  plan: { readonly steps: number; readonly stepMs: number },
): Promise<{ toMs: number; rows: StepRow[] }> {
  const step = sql`${plan.stepMs}::float8 / 1000 * interval '1 second'`;
  const bucketSums = sql.join(
    Array.from({ length: latencyBuckets }, (_, at) => sql`sum(latency_buckets[${at + 1}::int])`),
    sql`, `,
  );
  const rows = await db.execute(sql`
    with span as (select date_bin(${step}, now(), timestamptz 'epoch') + ${step} as ends)
    select extract(epoch from span.ends) * 1000 as "toMs",
      extract(epoch from t.at) * 1000 as "atMs", t.*
    from span left join lateral (
      select date_bin(${step}, minute, timestamptz 'epoch') as at, status_class as "statusClass",
        sum(requests) as requests, sum(bytes_in) as "bytesIn", sum(bytes_out) as "bytesOut",
        sum(duration_ms) as "durationMs", array[${bucketSums}]::bigint[] as buckets
      from app_traffic_minutes
      where app_id = ${appId} and minute < span.ends
        and minute >= span.ends - ${plan.steps}::int * ${step}
      group by 1, 2
      order by 1, 2
    ) t on true`);
  return {
    toMs: Number(rows[0]?.["toMs"]),
    rows: rows.filter((row) => row["at"] !== null).map((row) => stepRow.parse(row)),
  };
}

export async function deleteOldMinutes(
  db: Reader,
  keptDays: number,
  limit: number,
): Promise<number> {
  const rows = await db.execute(sql`
    delete from app_traffic_minutes
    where ctid in (
      select ctid from app_traffic_minutes
      where minute < now() - ${keptDays}::int * interval '1 day' limit ${limit}
    )
    returning 1`);
  return rows.length;
}
