import { type Reader, schema, type Tx } from "@homeport/db";
import { and, asc, count, desc, eq, gt, ilike, inArray, sql } from "drizzle-orm";
import type { HostEventKind } from "../event/view.ts";

const { apps, hostKeys, hostPresence, hosts, machines } = schema;

const appCount = sql<number>`(select count(*)::int from ${apps} where ${apps.hostId} = ${hosts.id})`;

/**
 * Whether an event of this kind came lately. Only the newest events of a host are looked at: more than a relay records of
 * one host in that time.
 */
function sawLately(kind: HostEventKind, reason: string) {
  return sql<boolean>`exists (
    select 1 from (
      select e.kind, e.reason, e.at from host_events e
      where e.host_id = ${hosts.id} order by e.id desc limit 50
    ) newest
    where newest.kind = ${kind} and newest.reason = ${reason}
      and newest.at > now() - interval '10 minutes')`;
}

const hostColumns = {
  hostId: hosts.id,
  machineId: hosts.machineId,
  name: machines.name,
  status: hosts.status,
  os: machines.os,
  arch: machines.arch,
  cpuCount: machines.cpuCount,
  memoryBytes: machines.memoryBytes,
  agentVersion: machines.agentVersion,
  mayPublish: hosts.mayPublish,
  defaultAppId: hosts.defaultAppId,
  appCount,
  online: hostPresence.online,
  since: hostPresence.since,
  lastSeenAt: hostPresence.lastSeenAt,
  relayIds: hostPresence.connectedRelayIds,
  reason: hostPresence.reason,
  createdAt: hosts.createdAt,
  flapping: sawLately("flapping", "FLAPPING"),
  keyShared: sawLately("refused", "REPLACED"),
  asOf: sql<Date>`now()`.mapWith(hosts.createdAt),
};

export type HostRow = Awaited<ReturnType<typeof selectHosts>>[number];

export interface HostFilter {
  organizationId: string;
  online?: boolean | undefined;
  text?: string | undefined;
}

function selectHosts(db: Reader) {
  return db
    .select(hostColumns)
    .from(hosts)
    .innerJoin(machines, eq(machines.id, hosts.machineId))
    .leftJoin(hostPresence, eq(hostPresence.hostId, hosts.id));
}

/** Hosts of an organization by id, which is the order in which they enrolled. */
export async function findHosts(
  db: Reader,
  filter: HostFilter,
  afterId: string | null,
  limit: number,
): Promise<HostRow[]> {
  return await selectHosts(db)
    .where(
      and(
        eq(hosts.organizationId, filter.organizationId),
        afterId === null ? undefined : gt(hosts.id, afterId),
        filter.online === undefined ? undefined : onlineIs(filter.online),
        filter.text ? ilike(machines.name, containing(filter.text)) : undefined,
      ),
    )
    .orderBy(asc(hosts.id))
    .limit(limit);
}

function onlineIs(online: boolean) {
  const shown = and(eq(hosts.status, "active"), eq(hostPresence.online, true));
  return online ? shown : sql`(${shown}) is not true`;
}

/** A LIKE pattern in which the text stands for itself. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

export async function findHost(
  db: Reader,
  organizationId: string,
  hostId: string,
): Promise<HostRow | null> {
  const [row] = await selectHosts(db).where(
    and(eq(hosts.id, hostId), eq(hosts.organizationId, organizationId)),
  );
  return row ?? null;
}

export async function countHosts(
  db: Reader,
  organizationId: string,
): Promise<{ total: number; online: number }> {
  const [row] = await db
    .select({
      total: count(),
      online: sql<number>`(count(*) filter (where ${hostPresence.online}))::int`,
    })
    .from(hosts)
    .leftJoin(hostPresence, eq(hostPresence.hostId, hosts.id))
    .where(and(eq(hosts.organizationId, organizationId), eq(hosts.status, "active")));
  return row ?? { total: 0, online: 0 };
}

/** The store's now, for lists that turn out empty. */
export async function readNow(db: Reader): Promise<Date> {
  const [row] = await db
    .select({ now: sql<Date>`now()`.mapWith(hosts.createdAt) })
    .from(sql`(select 1) as one`);
  return row?.now ?? new Date(0);
}

/** Locks a host's row until the transaction ends; null when it is not this organization's. */
export async function lockHost(
  tx: Tx,
  organizationId: string,
  hostId: string,
): Promise<{ status: "active" | "revoked"; machineId: string; mayPublish: boolean } | null> {
  const [row] = await tx
    .select({ status: hosts.status, machineId: hosts.machineId, mayPublish: hosts.mayPublish })
    .from(hosts)
    .where(and(eq(hosts.id, hostId), eq(hosts.organizationId, organizationId)))
    .for("update");
  return row ?? null;
}

export async function isHostActive(db: Reader, hostId: string | null): Promise<boolean> {
  if (hostId === null) return false;
  const [row] = await db.select({ status: hosts.status }).from(hosts).where(eq(hosts.id, hostId));
  return row?.status === "active";
}

export async function markRevoked(tx: Tx, hostId: string): Promise<void> {
  await tx
    .update(hosts)
    .set({ status: "revoked", revokedAt: sql`now()` })
    .where(eq(hosts.id, hostId));
  await tx.update(hostKeys).set({ status: "revoked" }).where(eq(hostKeys.hostId, hostId));
}

export async function updateMayPublish(tx: Tx, hostId: string, mayPublish: boolean): Promise<void> {
  await tx.update(hosts).set({ mayPublish }).where(eq(hosts.id, hostId));
}

export async function updateDefaultApp(
  tx: Tx,
  hostId: string,
  defaultAppId: string | null,
): Promise<void> {
  await tx.update(hosts).set({ defaultAppId }).where(eq(hosts.id, hostId));
}

export async function isAppOf(db: Reader, hostId: string, appId: string): Promise<boolean> {
  const [row] = await db
    .select({ appId: apps.id })
    .from(apps)
    .where(and(eq(apps.id, appId), eq(apps.hostId, hostId)));
  return row !== undefined;
}

export async function findRoute(db: Reader, hostId: string) {
  const { organizationId, defaultAppId } = hosts;
  const [row] = await db
    .select({ hostId: hosts.id, organizationId, defaultAppId })
    .from(hosts)
    .where(eq(hosts.id, hostId));
  return row ?? null;
}

/** Removes a host, and its machine when no other organization knows it. */
export async function deleteHost(tx: Tx, hostId: string, machineId: string): Promise<void> {
  await tx.delete(hosts).where(eq(hosts.id, hostId));
  await tx
    .delete(machines)
    .where(
      and(
        eq(machines.id, machineId),
        sql`not exists (select 1 from ${hosts} where ${hosts.machineId} = ${machines.id})`,
      ),
    );
}

export async function countAppsOf(db: Reader, hostId: string): Promise<number> {
  const [row] = await db.select({ total: count() }).from(apps).where(eq(apps.hostId, hostId));
  return row?.total ?? 0;
}

export interface CredentialRow {
  hostId: string;
  organizationId: string;
  machineId: string;
  machineName: string;
  status: "active" | "revoked";
  mayPublish: boolean;
  createdByUserId: string | null;
  publicKey: Uint8Array | null;
  keyStatus: "active" | "retiring" | "revoked" | null;
  /** Not revoked, and not past its end by the clock of the store. */
  keyIsLive: boolean;
  /** What is left of a retiring key's time, by the store's clock. */
  keyLeftMs: number | null;
}

/** Hosts with their keys, the newest first, a row a key; a host without any has one row without. */
export async function findCredentials(
  db: Reader,
  hostIds: readonly string[],
): Promise<CredentialRow[]> {
  return await db
    .select({
      hostId: hosts.id,
      organizationId: hosts.organizationId,
      machineId: hosts.machineId,
      machineName: machines.name,
      status: hosts.status,
      mayPublish: hosts.mayPublish,
      createdByUserId: hosts.createdByUserId,
      publicKey: hostKeys.publicKey,
      keyStatus: hostKeys.status,
      keyIsLive: sql<boolean>`${hostKeys.status} <> 'revoked'
        and (${hostKeys.notAfter} is null or ${hostKeys.notAfter} > now())`,
      keyLeftMs: sql<
        number | null
      >`(extract(epoch from ${hostKeys.notAfter} - now()) * 1000)::float8`,
    })
    .from(hosts)
    .innerJoin(machines, eq(machines.id, hosts.machineId))
    .leftJoin(hostKeys, eq(hostKeys.hostId, hosts.id))
    .where(inArray(hosts.id, [...hostIds]))
    .orderBy(asc(hosts.id), desc(hostKeys.createdAt));
}
