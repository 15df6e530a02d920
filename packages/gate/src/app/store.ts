import { appGates, type Reader, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";

export type GateRow = typeof appGates.$inferSelect;

/** The gate of an app of this organization; null for anybody else's. */
export async function findGate(
  db: Reader,
  organizationId: string,
  appId: string,
): Promise<GateRow | null> {
  const [row] = await db
    .select()
    .from(appGates)
    .where(and(eq(appGates.appId, appId), eq(appGates.organizationId, organizationId)));
  return row ?? null;
}

/** The same, held against every other change until the transaction ends. */
export async function lockGate(
  tx: Tx,
  organizationId: string,
  appId: string,
): Promise<GateRow | null> {
  const [row] = await tx
    .select()
    .from(appGates)
    .where(and(eq(appGates.appId, appId), eq(appGates.organizationId, organizationId)))
    .for("no key update");
  return row ?? null;
}

export async function insertGate(
  tx: Tx,
  row: Pick<GateRow, "appId" | "organizationId" | "carrier">,
): Promise<void> {
  await tx.insert(appGates).values(row);
}

export async function writeIdentityOf(
  tx: Tx,
  appId: string,
  identityId: string | null,
): Promise<void> {
  await tx.update(appGates).set({ identityId }).where(eq(appGates.appId, appId));
}

const summarySchema = z.object({
  app_id: z.string(),
  carrier: z.enum(["tunnel", "external"]),
  hostname: z.string(),
  is_verified: z.boolean(),
  level: z.string(),
});

export type SummaryRow = z.infer<typeof summarySchema>;

/** Primary hostname and root level of each of these apps. */
export async function readSummaries(
  db: Reader,
  organizationId: string,
  appIds: readonly string[],
): Promise<SummaryRow[]> {
  if (appIds.length === 0) return [];
  const rows = await db.execute(sql`
    select g.app_id, g.carrier, h.hostname, h.verified_at is not null as is_verified, r.level
    from app_gates g
    join app_addresses h on h.app_id = g.app_id and h.is_primary
    join access_rules r on r.app_id = g.app_id and r.match = 'prefix' and r.path = '/'
    where g.organization_id = ${organizationId} and g.app_id in ${[...appIds]}`);
  return [...rows].map((row) => summarySchema.parse(row));
}
