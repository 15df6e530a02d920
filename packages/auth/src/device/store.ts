import { deviceCodes, type Reader, verifications } from "@homeport/db";
import { newId, sha256 } from "@homeport/platform";
import { and, eq, gt, sql } from "drizzle-orm";

/** A program that polls too fast has to wait five seconds longer each time, as RFC 8628 asks. */
export async function slowDown(db: Reader, deviceCode: string): Promise<void> {
  await db
    .update(deviceCodes)
    .set({ pollingInterval: sql`least(coalesce(polling_interval, 5000) + 5000, 60000)` })
    .where(eq(deviceCodes.deviceCode, deviceCode));
}

/** Kept beside the codes under the code's hash, and swept with what else expires there. */
export async function insertAsker(
  db: Reader,
  asker: { userCode: string; value: string; lifeMs: number },
): Promise<void> {
  await db.insert(verifications).values({
    id: newId(),
    identifier: askerIdentifier(asker.userCode),
    value: asker.value,
    expiresAt: sql`now() + ${asker.lifeMs} * interval '1 millisecond'`,
  });
}

export async function selectAsker(db: Reader, userCode: string): Promise<string | null> {
  const [row] = await db
    .select({ value: verifications.value })
    .from(verifications)
    .where(
      and(
        eq(verifications.identifier, askerIdentifier(userCode)),
        gt(verifications.expiresAt, sql`now()`),
      ),
    )
    .limit(1);
  return row?.value ?? null;
}

function askerIdentifier(userCode: string): string {
  return `device-asker ${sha256(userCode.toUpperCase()).toString("hex")}`;
}
