import { type Reader, schema } from "@homeport/db";
import { and, asc, eq, gt, gte, inArray } from "drizzle-orm";

const { hostPresence, hosts, machines, organizations } = schema;

/** Hosts of every organization that are shown online, by id, after this one or from it on. */
export async function findOnlineHosts(
  db: Reader,
  from: { readonly id: string; readonly isIncluded: boolean },
  limit: number,
): Promise<string[]> {
  const isAfter = from.isIncluded ? gte : gt;
  const rows = await db
    .select({ hostId: hostPresence.hostId })
    .from(hostPresence)
    .where(and(eq(hostPresence.online, true), isAfter(hostPresence.hostId, from.id)))
    .orderBy(asc(hostPresence.hostId))
    .limit(limit);
  return rows.map(({ hostId }) => hostId);
}

export async function findHostNames(db: Reader, hostIds: readonly string[]) {
  if (hostIds.length === 0) return [];
  return await db
    .select({
      hostId: hosts.id,
      organizationId: hosts.organizationId,
      organizationName: organizations.name,
      machineName: machines.name,
    })
    .from(hosts)
    .innerJoin(machines, eq(machines.id, hosts.machineId))
    .innerJoin(organizations, eq(organizations.id, hosts.organizationId))
    .where(inArray(hosts.id, [...hostIds]));
}
