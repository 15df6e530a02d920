import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";

/** What one relay decided for an app in one minute, for one code. */
export interface DecisionCount {
  readonly appId: string;
  /** The minute's begin, as epoch ms. */
  readonly minuteMs: number;
  /** A number of the table of decisions. */
  readonly code: number;
  readonly count: number;
}

/**
 * Adds counts to those that are there, in one statement. Rows are taken in the order of their keys, so that two
 * relays which count the same apps cannot wait for each other. Of apps that are gone nothing is kept.
 */
export async function addCounts(db: Reader, counts: readonly DecisionCount[]): Promise<void> {
  await db.execute(sql`
    insert into gate_decision_counts as kept (app_id, minute, code, count)
    select g."appId", to_timestamp(g."minuteMs" / 1000), g.code, sum(g.count)
    from jsonb_to_recordset(${JSON.stringify(counts)}::text::jsonb) as g (
      "appId" text, "minuteMs" double precision, code smallint, count bigint
    )
    join apps on apps.id = g."appId"
    group by 1, 2, 3
    order by 1, 2, 3
    on conflict (app_id, minute, code) do update set count = kept.count + excluded.count`);
}

const sum = z.coerce.number();
const stepRow = z.object({ atMs: sum, code: sum, count: sum });

export type DecisionStep = z.infer<typeof stepRow>;

/** Sums by step and code, oldest first, over the steps that end with the present one by the store's clock. */
export async function readSteps(
  db: Reader,
  appId: string,
  plan: { readonly steps: number; readonly stepMs: number },
): Promise<{ readonly toMs: number; readonly rows: readonly DecisionStep[] }> {
  const step = sql`${plan.stepMs}::float8 / 1000 * interval '1 second'`;
  const rows = await db.execute(sql`
    with span as (select date_bin(${step}, now(), timestamptz 'epoch') + ${step} as ends)
    select extract(epoch from span.ends) * 1000 as "toMs",
      extract(epoch from t.at) * 1000 as "atMs", t.code, t.count
    from span left join lateral (
      select date_bin(${step}, minute, timestamptz 'epoch') as at, code, sum(count) as count
      from gate_decision_counts
      where app_id = ${appId} and minute < span.ends
        and minute >= span.ends - ${plan.steps}::int * ${step}
      group by 1, 2
      order by 1, 2
    ) t on true`);
  const found = [...rows];
  return {
    toMs: sum.parse(found[0]?.["toMs"]),
    rows: found.filter((row) => row["code"] !== null).map((row) => stepRow.parse(row)),
  };
}

export async function deleteOldCounts(db: Reader, keptDays: number, limit: number) {
  const rows = await db.execute(sql`
    delete from gate_decision_counts
    where ctid in (
      select ctid from gate_decision_counts
      where minute < now() - ${keptDays}::int * interval '1 day' limit ${limit}
    )
    returning 1`);
  return rows.length;
}
