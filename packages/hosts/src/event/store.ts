import { type Reader, schema } from "@homeport/db";
import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { HostEventKind, HostEventView } from "./view.ts";

const { hostEvents } = schema;

export interface EventRow {
  hostId: string;
  kind: HostEventKind;
  relayId: string | null;
  epoch: number | null;
  wire: string | null;
  reason: string | null;
}

/** Newest first; `beforeId` is the position of the page before. */
export async function findEvents(
  db: Reader,
  hostId: string,
  beforeId: number | null,
  limit: number,
): Promise<HostEventView[]> {
  const rows = await db
    .select({
      id: hostEvents.id,
      at: hostEvents.at,
      kind: hostEvents.kind,
      relayId: hostEvents.relayId,
      wire: hostEvents.wire,
      reason: hostEvents.reason,
    })
    .from(hostEvents)
    .where(
      and(
        eq(hostEvents.hostId, hostId),
        beforeId === null ? undefined : lt(hostEvents.id, beforeId),
      ),
    )
    .orderBy(desc(hostEvents.id))
    .limit(limit);
  return rows.map((row) => ({ ...row, id: String(row.id) }));
}

/** Appends events of known hosts while each has fewer than `mostAnHour` in the last hour; answers how many. */
export async function insertEvents(
  db: Reader,
  events: readonly EventRow[],
  mostAnHour: number,
): Promise<number> {
  const rows = await db.execute(sql`
    with given as (
      select e.*, row_number() over (partition by e."hostId" order by e.place) as nth
      from rows from (
        jsonb_to_recordset(${JSON.stringify(events)}::text::jsonb)
        as ("hostId" text, kind text, "relayId" text, epoch bigint, wire text, reason text)
      ) with ordinality
        as e ("hostId", kind, "relayId", epoch, wire, reason, place)
    ), made as (
      insert into host_events (host_id, kind, relay_id, epoch, wire, reason)
      select g."hostId", g.kind, g."relayId", g.epoch, g.wire, g.reason
      from given g
      join hosts h on h.id = g."hostId"
      cross join lateral (
        select count(*) as recent
        from (
          select at from host_events
          where host_id = g."hostId" order by id desc limit ${mostAnHour}
        ) newest
        where newest.at > now() - interval '1 hour'
      ) hour
      where hour.recent + g.nth <= ${mostAnHour}
      order by g.place
      returning 1
    )
    select 1 from made`);
  return rows.length;
}

export async function deleteOldEvents(
  db: Reader,
  keptDays: number,
  limit: number,
): Promise<number> {
  const rows = await db.execute(sql`
    delete from host_events
    where id in (
      select id from host_events
      where at < now() - ${keptDays}::int * interval '1 day' order by at limit ${limit}
    )
    returning 1`);
  return rows.length;
}
