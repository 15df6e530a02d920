import { type Reader, schema, type Tx } from "@homeport/db";
import { and, asc, count, eq, gt, ilike, isNull, or, sql } from "drizzle-orm";
import type { AppProtocol } from "./target.ts";
import type { AppStatus, DesiredState } from "./transition.ts";

const { appDeliveries, apps, hostPresence, hosts, machines } = schema;

/** An app that is being removed holds its name no more. */
const isToStay = sql`${apps.desired} <> 'uninstalled'`;

const appColumns = {
  appId: apps.id,
  hostId: apps.hostId,
  hostName: machines.name,
  ownerUserId: apps.ownerUserId,
  name: apps.name,
  title: apps.title,
  icon: apps.icon,
  protocol: appDeliveries.protocol,
  target: appDeliveries.target,
  maintenance: appDeliveries.maintenance,
  runtime: apps.runtime,
  desired: apps.desired,
  status: sql<AppStatus | "unknown">`${apps.status}`,
  statusCode: apps.statusCode,
  statusDetail: apps.statusDetail,
  updatedAt: apps.updatedAt,
  idleStopMs: apps.idleStopMs,
  alwaysOn: apps.alwaysOn,
  autostart: apps.autostart,
  hostStatus: hosts.status,
  hostOnline: hostPresence.online,
  hostReason: hostPresence.reason,
  hostLastSeenAt: hostPresence.lastSeenAt,
  lastAccessAt: apps.lastAccessAt,
  createdAt: apps.createdAt,
  asOf: sql<Date>`now()`.mapWith(apps.createdAt),
};

export type AppRow = Awaited<ReturnType<typeof selectApps>>[number];

function selectApps(db: Reader) {
  return db
    .select(appColumns)
    .from(apps)
    .leftJoin(appDeliveries, eq(appDeliveries.appId, apps.id))
    .leftJoin(hosts, eq(hosts.id, apps.hostId))
    .leftJoin(machines, eq(machines.id, hosts.machineId))
    .leftJoin(hostPresence, eq(hostPresence.hostId, hosts.id));
}

export interface AppFilter {
  organizationId: string;
  hostId?: string | undefined;
  text?: string | undefined;
}

/** Apps of an organization by id, which is the order in which they were made. */
export async function findApps(
  db: Reader,
  filter: AppFilter,
  afterId: string | null,
  limit: number,
): Promise<AppRow[]> {
  const pattern = filter.text ? `%${filter.text.replace(/[\\%_]/g, "\\$&")}%` : null;
  return await selectApps(db)
    .where(
      and(
        eq(apps.organizationId, filter.organizationId),
        afterId === null ? undefined : gt(apps.id, afterId),
        filter.hostId === undefined ? undefined : eq(apps.hostId, filter.hostId),
        pattern === null ? undefined : or(ilike(apps.title, pattern), ilike(apps.name, pattern)),
      ),
    )
    .orderBy(asc(apps.id))
    .limit(limit);
}

export async function findApp(
  db: Reader,
  organizationId: string,
  appId: string,
): Promise<AppRow | null> {
  const [row] = await selectApps(db).where(
    and(eq(apps.id, appId), eq(apps.organizationId, organizationId)),
  );
  return row ?? null;
}

/** The app that has this name or else, since ids are what programs keep, this id. */
export async function findAppNamed(
  db: Reader,
  organizationId: string,
  nameOrId: string,
): Promise<AppRow | null> {
  const isMeant = or(eq(apps.name, nameOrId), eq(apps.id, nameOrId));
  const [row] = await selectApps(db)
    .where(and(eq(apps.organizationId, organizationId), isMeant, isToStay))
    .orderBy(sql`${apps.name} = ${nameOrId} desc`)
    .limit(1);
  return row ?? null;
}

export async function countApps(db: Reader, organizationId: string): Promise<number> {
  const [row] = await db
    .select({ total: count() })
    .from(apps)
    .where(and(eq(apps.organizationId, organizationId), isToStay));
  return row?.total ?? 0;
}

export interface NewAppRow {
  appId: string;
  organizationId: string;
  hostId: string;
  ownerUserId: string;
  name: string;
  title: string;
  icon: string | null;
  protocol: AppProtocol;
  target: string;
  targetFrom: "declared" | "console";
}

/** An app and its delivery; false when another app has the name. */
export async function insertApp(tx: Tx, app: NewAppRow): Promise<boolean> {
  const { appId, protocol, target, targetFrom, ...row } = app;
  const made = await tx
    .insert(apps)
    .values({ id: appId, ...row })
    .onConflictDoNothing({ target: apps.name, where: isToStay })
    .returning({ id: apps.id });
  if (made.length === 0) return false;
  await tx.insert(appDeliveries).values({ appId, protocol, target, targetFrom });
  return true;
}

export interface NewManagedRow extends Omit<NewAppRow, "protocol" | "target" | "targetFrom"> {
  runtime: "process" | "compose";
  manifest: unknown;
  desired: DesiredState;
  idleStopMs: number | null;
  alwaysOn: boolean;
  autostart: boolean;
}

/** An app that its host installs as its first generation, with its delivery; false when another app has the name. */
export async function insertManagedApp(tx: Tx, app: NewManagedRow): Promise<boolean> {
  const { appId, ...row } = app;
  const made = await tx
    .insert(apps)
    .values({ id: appId, ...row, status: "queued", generation: 1, lastAccessAt: sql`now()` })
    .onConflictDoNothing({ target: apps.name, where: isToStay })
    .returning({ id: apps.id });
  if (made.length === 0) return false;
  await tx.insert(appDeliveries).values({ appId, target: null });
  return true;
}

/** An app without a host or a delivery; false when another app has the name. */
export async function insertExternalApp(
  tx: Tx,
  app: Pick<NewAppRow, "organizationId" | "ownerUserId" | "name" | "title" | "icon" | "appId">,
): Promise<boolean> {
  const { appId, ...row } = app;
  const made = await tx
    .insert(apps)
    .values({ id: appId, ...row })
    .onConflictDoNothing({ target: apps.name, where: isToStay })
    .returning({ id: apps.id });
  return made.length > 0;
}

/** Apps of an organization that no host runs. */
export async function countExternalApps(db: Reader, organizationId: string): Promise<number> {
  const [row] = await db
    .select({ total: count() })
    .from(apps)
    .where(and(eq(apps.organizationId, organizationId), isNull(apps.hostId)));
  return row?.total ?? 0;
}

/** Changes what is given; false when there is no such app. `updated_at` stays: since then an app is as it is. */
export async function updateApp(
  tx: Tx,
  organizationId: string,
  appId: string,
  change: {
    title?: string;
    icon?: string | null;
    idleStopMs?: number | null;
    alwaysOn?: boolean;
    autostart?: boolean;
  },
): Promise<boolean> {
  const rows = await tx
    .update(apps)
    .set({ title: sql`${apps.title}`, ...change })
    .where(and(eq(apps.id, appId), eq(apps.organizationId, organizationId)))
    .returning({ id: apps.id });
  return rows.length === 1;
}

/** Never moves the time back, whichever replica writes last. */
export async function touchLastAccess(tx: Tx, appId: string): Promise<void> {
  await tx
    .update(apps)
    .set({ lastAccessAt: sql`greatest(${apps.lastAccessAt}, now())` })
    .where(eq(apps.id, appId));
}

/** Its gate, addresses, rules and app sessions go with it. */
export async function deleteApp(
  tx: Tx,
  organizationId: string,
  appId: string,
): Promise<{ name: string } | null> {
  const [row] = await tx
    .delete(apps)
    .where(and(eq(apps.id, appId), eq(apps.organizationId, organizationId)))
    .returning({ name: apps.name });
  return row ?? null;
}

export async function findHostApps(db: Reader, hostId: string, limit: number) {
  return await db
    .select({
      appId: apps.id,
      name: apps.name,
      title: apps.title,
      protocol: appDeliveries.protocol,
      target: appDeliveries.target,
      targetFrom: appDeliveries.targetFrom,
      runtime: apps.runtime,
    })
    .from(apps)
    .innerJoin(appDeliveries, eq(appDeliveries.appId, apps.id))
    .where(and(eq(apps.hostId, hostId), isToStay))
    .orderBy(asc(apps.id))
    .limit(limit);
}

/** Answers the ids of the apps that this person owned in the organization. */
export async function clearOwner(
  tx: Tx,
  owned: { organizationId: string; userId: string },
): Promise<string[]> {
  const rows = await tx
    .update(apps)
    .set({ ownerUserId: null })
    .where(and(eq(apps.organizationId, owned.organizationId), eq(apps.ownerUserId, owned.userId)))
    .returning({ id: apps.id });
  return rows.map((row) => row.id);
}
