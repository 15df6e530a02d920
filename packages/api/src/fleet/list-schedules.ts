import { listLeases } from "@homeport/coordination";
import type { ScheduleView } from "@homeport/jobs";
import { type FleetContext, queuesOf } from "./context.ts";

export interface FleetSchedule extends ScheduleView {
  /** Since its last run that ended well, by the store's clock; null where there was none yet. */
  readonly doneAgoMs: number | null;
}

/** Schedules as Redis holds them, with their last runs as Postgres remembers them: upkeep runs under a lease of its name. */
export async function listFleetSchedules(ctx: FleetContext): Promise<FleetSchedule[]> {
  const [schedules, leases] = await Promise.all([
    queuesOf(ctx).listSchedules(),
    listLeases(ctx.db.sql),
  ]);
  const doneAgo = new Map(leases.map(({ name, doneAgoMs }) => [name, doneAgoMs]));
  return schedules.map((each) => ({ ...each, doneAgoMs: doneAgo.get(each.name) ?? null }));
}
