import { deviceCodes, type Reader } from "@homeport/db";
import { eq, sql } from "drizzle-orm";

/** A program that polls too fast has to wait five seconds longer each time, as RFC 8628 asks. */
export async function slowDown(db: Reader, deviceCode: string): Promise<void> {
  await db
    .update(deviceCodes)
    .set({ pollingInterval: sql`least(coalesce(polling_interval, 5000) + 5000, 60000)` })
    .where(eq(deviceCodes.deviceCode, deviceCode));
}
