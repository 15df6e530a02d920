import { type Reader, schema, type Tx } from "@homeport/db";
import { and, eq, isNotNull, sql } from "drizzle-orm";

const { gallerySettings } = schema;

export type SettingsRow = typeof gallerySettings.$inferSelect;

/** Null: everything this installation can hold. */
export async function readQuota(db: Reader, organizationId: string): Promise<number | null> {
  const [row] = await db
    .select({ quotaBytes: gallerySettings.quotaBytes })
    .from(gallerySettings)
    .where(eq(gallerySettings.organizationId, organizationId));
  return row?.quotaBytes ?? null;
}

/**
 * The same, and until this transaction ends nobody else reads it so: of two who would fill what is left, the second counts
 * what the first has taken. Null locks nothing, for there is nothing to overrun.
 */
export async function lockQuota(tx: Tx, organizationId: string): Promise<number | null> {
  const [row] = await tx
    .select({ quotaBytes: gallerySettings.quotaBytes })
    .from(gallerySettings)
    .where(
      and(
        eq(gallerySettings.organizationId, organizationId),
        isNotNull(gallerySettings.quotaBytes),
      ),
    )
    .for("no key update");
  return row?.quotaBytes ?? null;
}

/** Null while nobody has changed anything: the defaults hold. */
export async function findSettings(
  db: Reader,
  organizationId: string,
): Promise<SettingsRow | null> {
  const [row] = await db
    .select()
    .from(gallerySettings)
    .where(eq(gallerySettings.organizationId, organizationId));
  return row ?? null;
}

export type SettingsChange = Partial<Omit<SettingsRow, "organizationId" | "version">>;

/** Changes what is given when the stored version is still `version`; 0 is that of settings nobody has changed. */
export async function writeSettings(
  db: Reader,
  organizationId: string,
  version: number,
  change: SettingsChange,
): Promise<boolean> {
  const rows =
    version === 0
      ? await db
          .insert(gallerySettings)
          .values({ organizationId, ...change })
          .onConflictDoNothing()
          .returning({ version: gallerySettings.version })
      : await db
          .update(gallerySettings)
          .set({ ...change, version: sql`${gallerySettings.version} + 1` })
          .where(
            and(
              eq(gallerySettings.organizationId, organizationId),
              eq(gallerySettings.version, version),
            ),
          )
          .returning({ version: gallerySettings.version });
  return rows.length === 1;
}
