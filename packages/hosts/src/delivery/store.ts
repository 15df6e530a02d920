import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";

const { appDeliveries, apps, appTargets } = schema;

const deliveryColumns = {
  appId: appDeliveries.appId,
  protocol: appDeliveries.protocol,
  target: appDeliveries.target,
  targetFrom: appDeliveries.targetFrom,
  hostHeader: appDeliveries.hostHeader,
  hostHeaderValue: appDeliveries.hostHeaderValue,
  proxyProtocol: appDeliveries.proxyProtocol,
  tlsVerify: appDeliveries.tlsVerify,
  answerHeadMs: appDeliveries.answerHeadMs,
  maxRequestBytes: appDeliveries.maxRequestBytes,
  maxConcurrent: appDeliveries.maxConcurrent,
  visitorRate: appDeliveries.visitorRate,
  bytesPerSecond: appDeliveries.bytesPerSecond,
  trpcTransformer: appDeliveries.trpcTransformer,
  maintenance: appDeliveries.maintenance,
  version: appDeliveries.version,
};

export type DeliveryRow = NonNullable<Awaited<ReturnType<typeof findDelivery>>>;

export async function findDelivery(db: Reader, organizationId: string, appId: string) {
  const [row] = await db
    .select({
      ...deliveryColumns,
      targetReportedAt: appTargets.reportedAt,
      targetError: appTargets.error,
    })
    .from(appDeliveries)
    .innerJoin(apps, eq(apps.id, appDeliveries.appId))
    .leftJoin(appTargets, eq(appTargets.appId, appDeliveries.appId))
    .where(and(eq(apps.id, appId), eq(apps.organizationId, organizationId)));
  return row ?? null;
}

export type DeliveryColumns = Partial<
  Omit<typeof appDeliveries.$inferInsert, "appId" | "version" | "protocol">
>;

/** Writes the change if the row still has this version; false when it has another. */
export async function updateDelivery(
  tx: Tx,
  appId: string,
  version: number,
  change: DeliveryColumns,
): Promise<boolean> {
  const rows = await tx
    .update(appDeliveries)
    .set({ ...change, version: sql`${appDeliveries.version} + 1` })
    .where(and(eq(appDeliveries.appId, appId), eq(appDeliveries.version, version)))
    .returning({ appId: appDeliveries.appId });
  return rows.length === 1;
}

/** What was reported of one target says nothing of another one. */
export async function forgetTarget(tx: Tx, appId: string): Promise<void> {
  await tx.delete(appTargets).where(eq(appTargets.appId, appId));
}
