import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";

const { appDeliveries, apps } = schema;

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
    .select(deliveryColumns)
    .from(appDeliveries)
    .innerJoin(apps, eq(apps.id, appDeliveries.appId))
    .where(and(eq(apps.id, appId), eq(apps.organizationId, organizationId)));
  return row ?? null;
}

/** Writes the change if the row still has this version; null when it has another. */
export async function updateDelivery(
  tx: Tx,
  appId: string,
  version: number,
  change: Partial<Omit<DeliveryRow, "appId" | "version" | "protocol">>,
): Promise<DeliveryRow | null> {
  const [row] = await tx
    .update(appDeliveries)
    .set({ ...change, version: sql`${appDeliveries.version} + 1` })
    .where(and(eq(appDeliveries.appId, appId), eq(appDeliveries.version, version)))
    .returning(deliveryColumns);
  return row ?? null;
}
