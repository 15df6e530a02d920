import { type Reader, schema } from "@homeport/db";
import { and, asc, count, eq, gt, sql } from "drizzle-orm";

const { hostPresence, hosts } = schema;

/** What a host's presence is to become, and for which tunnels that was found out. */
export interface PresenceChange {
  hostId: string;
  online: boolean;
  relayIds: readonly string[];
  run: number;
  epoch: number;
  /** Null while online. */
  reason: string | null;
  /** Epochs of the tunnels that this change speaks of; empty when only the order of epochs counts. */
  epochs: readonly number[];
  /** Going offline applies only while the row speaks of no relay but these. */
  onlyAt?: readonly string[];
}

/**
 * Writes many changes in one statement. Going or staying online applies unless the row speaks of a newer tunnel;
 * going offline applies only while the row speaks of one of the tunnels that ended. Rows are locked by host id first,
 * so that two relays which report the same hosts cannot wait for each other. Answers the hosts that turned.
 */
export async function writePresence(
  db: Reader,
  changes: readonly PresenceChange[],
): Promise<{ hostId: string; online: boolean }[]> {
  const rows = await db.execute(sql`
    with given as (
      select g.*, array(select jsonb_array_elements_text(g."relayIds")) as relay_ids,
             case when g."onlyAt" is not null
               then array(select jsonb_array_elements_text(g."onlyAt")) end as only_at
      from jsonb_to_recordset(${JSON.stringify(changes)}::text::jsonb) as g (
        "hostId" text, online boolean, "relayIds" jsonb, run bigint, epoch bigint, reason text, epochs jsonb,
        "onlyAt" jsonb
      )
      join hosts h on h.id = g."hostId"
    ), held as (
      select p.host_id, p.online as was_online
      from host_presence p
      where p.host_id in (select "hostId" from given)
      order by p.host_id
      for update
    ), changed as (
      update host_presence p
      set online = g.online,
          since = case when p.online = g.online then p.since else now() end,
          last_connected_at = case when g.online and p.epoch is distinct from g.epoch
            then now() else p.last_connected_at end,
          last_disconnected_at = case when g.online then p.last_disconnected_at else now() end,
          last_seen_at = now(),
          connected_relay_ids = g.relay_ids,
          run = g.run, epoch = g.epoch, reason = g.reason, observed_at = now()
      from given g join held on held.host_id = g."hostId"
      where p.host_id = g."hostId"
        and case
          when g.online and g.epochs = '[]'::jsonb then
            p.run is null or (p.run, p.epoch) <= (g.run, g.epoch)
          else (p.epoch is null or g.epochs @> to_jsonb(p.epoch))
            and (g.only_at is null or p.connected_relay_ids <@ g.only_at)
        end
      returning p.host_id, p.online, held.was_online
    ), made as (
      insert into host_presence
        (host_id, online, since, last_connected_at, last_disconnected_at, last_seen_at,
         connected_relay_ids, run, epoch, reason)
      select g."hostId", g.online, now(), now(), case when g.online then null else now() end, now(),
             g.relay_ids, g.run, g.epoch, g.reason
      from given g
      where not exists (select 1 from host_presence p where p.host_id = g."hostId")
      order by g."hostId"
      on conflict (host_id) do nothing
      returning host_id, online
    )
    select host_id as "hostId", online from changed where online is distinct from was_online
    union all
    select host_id, online from made`);
  return rows.map((row) => ({ hostId: String(row["hostId"]), online: row["online"] === true }));
}

/** Sets the reason of hosts that are offline, or that were never online. Rows are locked by host id first. */
export async function writeRefusals(
  db: Reader,
  refusals: readonly { readonly hostId: string; readonly reason: string }[],
): Promise<void> {
  await db.execute(sql`
    with given as (
      select g.* from jsonb_to_recordset(${JSON.stringify(refusals)}::text::jsonb)
        as g ("hostId" text, reason text)
      join hosts h on h.id = g."hostId"
    ), held as (
      select p.host_id from host_presence p
      where p.host_id in (select "hostId" from given) and not p.online
      order by p.host_id
      for update
    ), changed as (
      update host_presence p
      set reason = g.reason, last_seen_at = now(), observed_at = now()
      from given g join held on held.host_id = g."hostId"
      where p.host_id = g."hostId" and not p.online
    )
    insert into host_presence (host_id, online, since, last_seen_at, reason)
    select g."hostId", false, now(), now(), g.reason
    from given g
    where not exists (select 1 from host_presence p where p.host_id = g."hostId")
    order by g."hostId"
    on conflict (host_id) do nothing`);
}

export interface PresenceRow {
  hostId: string;
  online: boolean | null;
  relayIds: string[] | null;
  run: number | null;
  epoch: number | null;
}

/** Active hosts with what is written of them, by id. */
export async function findPresence(
  db: Reader,
  afterId: string | null,
  limit: number,
): Promise<PresenceRow[]> {
  return await db
    .select({
      hostId: hosts.id,
      online: hostPresence.online,
      relayIds: hostPresence.connectedRelayIds,
      run: hostPresence.run,
      epoch: hostPresence.epoch,
    })
    .from(hosts)
    .leftJoin(hostPresence, eq(hostPresence.hostId, hosts.id))
    .where(and(eq(hosts.status, "active"), afterId === null ? undefined : gt(hosts.id, afterId)))
    .orderBy(asc(hosts.id))
    .limit(limit);
}

/** One host's row; the presence columns are null when it never connected. */
export async function findHostPresence(db: Reader, hostId: string) {
  const [row] = await db
    .select({
      status: hosts.status,
      online: hostPresence.online,
      reason: hostPresence.reason,
      lastSeenAt: hostPresence.lastSeenAt,
    })
    .from(hosts)
    .leftJoin(hostPresence, eq(hostPresence.hostId, hosts.id))
    .where(eq(hosts.id, hostId));
  return row ?? null;
}

export async function countOnline(db: Reader): Promise<number> {
  const [row] = await db
    .select({ hosts: count() })
    .from(hostPresence)
    .where(eq(hostPresence.online, true));
  return row?.hosts ?? 0;
}
