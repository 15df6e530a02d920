import { addressChecks, appAddresses, appGates, apps, type Reader, type Tx } from "@homeport/db";
import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import { z } from "zod";

export type AddressRow = typeof appAddresses.$inferSelect;
export type CheckRow = typeof addressChecks.$inferSelect;
/** What the looks at a hostname can come to; `taken`: proven, but held by another app that proves it too. */
export type Finding = NonNullable<CheckRow["finding"]>;

/** An address that serves: a label, or a custom hostname that is verified. Of one hostname there is at most one. */
const holds = or(eq(appAddresses.kind, "label"), sql`${appAddresses.verifiedAt} is not null`);

/** Writes an address under the apps host; answers whether it was free. */
export async function insertAddress(
  tx: Tx,
  one: { id: string; appId: string; hostname: string; isPrimary: boolean },
): Promise<boolean> {
  await freeHostname(tx, one.hostname);
  const rows = await tx
    .insert(appAddresses)
    .values({ ...one, kind: "label", verifiedAt: sql`now()` })
    .onConflictDoNothing()
    .returning({ id: appAddresses.id });
  return rows.length > 0;
}

/** An app that is being removed, from a host that may be away for long, keeps its addresses from nobody. */
async function freeHostname(tx: Tx, hostname: string): Promise<void> {
  await tx.execute(sql`
    delete from app_addresses held using apps
    where held.hostname = ${hostname} and apps.id = held.app_id and apps.desired = 'uninstalled'`);
}

/** Writes an unproven claim of a hostname; null when this app has one already. */
export async function insertClaim(
  tx: Tx,
  one: { id: string; appId: string; hostname: string; verifyToken: string; isPrimary?: boolean },
  firstLookMs: number,
): Promise<AddressRow | null> {
  const [row] = await tx
    .insert(appAddresses)
    .values({ ...one, kind: "custom" })
    .onConflictDoNothing()
    .returning();
  if (row === undefined) return null;
  await tx.insert(addressChecks).values({ addressId: one.id, dueAt: inMs(firstLookMs) });
  return row;
}

export async function readAddresses(db: Reader, appId: string): Promise<AddressRow[]> {
  return await db.select().from(appAddresses).where(eq(appAddresses.appId, appId));
}

export async function readChecks(db: Reader, appId: string): Promise<CheckRow[]> {
  const rows = await db
    .select({ check: addressChecks })
    .from(addressChecks)
    .innerJoin(appAddresses, eq(appAddresses.id, addressChecks.addressId))
    .where(eq(appAddresses.appId, appId));
  return rows.map((row) => row.check);
}

export async function findAddress(
  db: Reader,
  appId: string,
  addressId: string,
): Promise<AddressRow | null> {
  const [row] = await db
    .select()
    .from(appAddresses)
    .where(and(eq(appAddresses.id, addressId), eq(appAddresses.appId, appId)));
  return row ?? null;
}

export async function deleteAddress(tx: Tx, addressId: string): Promise<void> {
  await tx.delete(appAddresses).where(eq(appAddresses.id, addressId));
}

/** Moves the flag; the old one goes first, since there is one at a time. */
export async function movePrimary(tx: Tx, appId: string, addressId: string): Promise<void> {
  await tx
    .update(appAddresses)
    .set({ isPrimary: false })
    .where(and(eq(appAddresses.appId, appId), appAddresses.isPrimary));
  await tx.update(appAddresses).set({ isPrimary: true }).where(eq(appAddresses.id, addressId));
}

const claimSchema = z.object({
  id: z.string(),
  app_id: z.string(),
  organization_id: z.string(),
  hostname: z.string(),
  verify_token: z.string(),
  is_verified: z.boolean(),
  looks: z.number(),
  missed: z.number(),
});

/** A custom hostname of an app that is to stay, with what its looks have found so far. */
export type Claim = z.infer<typeof claimSchema>;

const claimColumns = sql`
  h.id, h.app_id, g.organization_id, h.hostname, h.verify_token,
  h.verified_at is not null as is_verified, c.looks, c.missed
  from app_addresses h
  join app_gates g on g.app_id = h.app_id
  join apps a on a.id = h.app_id and a.desired <> 'uninstalled'
  join address_checks c on c.address_id = h.id`;

export async function findClaim(db: Reader, addressId: string): Promise<Claim | null> {
  const [row] = await db.execute(sql`select ${claimColumns} where h.id = ${addressId}`);
  return row === undefined ? null : claimSchema.parse(row);
}

/** Claims whose look is due, the longest overdue first. */
export async function readDueClaims(db: Reader, limit: number): Promise<Claim[]> {
  const rows = await db.execute(
    sql`select ${claimColumns} where c.due_at <= now() order by c.due_at limit ${limit}`,
  );
  return [...rows].map((row) => claimSchema.parse(row));
}

/** The address, of another app that is to stay, that serves the claim's hostname. */
export async function findHolder(
  db: Reader,
  { id, hostname }: Pick<Claim, "id" | "hostname">,
): Promise<AddressRow | null> {
  const [row] = await db
    .select({ address: appAddresses })
    .from(appAddresses)
    .innerJoin(apps, and(eq(apps.id, appAddresses.appId), ne(apps.desired, "uninstalled")))
    .where(and(eq(appAddresses.hostname, hostname), ne(appAddresses.id, id), holds));
  return row?.address ?? null;
}

/**
 * Makes a claim the one that serves its hostname; answers false when it is gone, serves already, or another address
 * serves. The hostname's own lock is taken first, so that of two claims which are proven at once the second sees the first.
 */
export async function holdHostname(tx: Tx, claim: Claim): Promise<boolean> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`homeport hostname ${claim.hostname}`}, 0))`,
  );
  if ((await findHolder(tx, claim)) !== null) return false;
  await freeHostname(tx, claim.hostname);
  const rows = await tx
    .update(appAddresses)
    .set({ verifiedAt: sql`now()` })
    .where(and(eq(appAddresses.id, claim.id), isNull(appAddresses.verifiedAt)))
    .returning({ id: appAddresses.id });
  return rows.length > 0;
}

/** Ends the serving of a custom hostname; answers false when it was not verified any more. */
export async function releaseHostname(tx: Tx, addressId: string): Promise<boolean> {
  const rows = await tx
    .update(appAddresses)
    .set({ verifiedAt: null })
    .where(and(eq(appAddresses.id, addressId), sql`${appAddresses.verifiedAt} is not null`))
    .returning({ id: appAddresses.id });
  return rows.length > 0;
}

export interface Look {
  readonly finding: Finding;
  readonly missed: number;
  readonly nextLookMs: number;
  /** Whether this look ended the serving, began it, or left it. */
  readonly serving: "lost" | "begun" | "as-before";
}

/** Keeps what a look has found; answers false when another look was kept since the claim was read. */
export async function writeLook(db: Reader, claim: Claim, look: Look): Promise<boolean> {
  const { finding, missed, nextLookMs, serving } = look;
  const lostAt = { lost: sql`now()`, begun: null, "as-before": sql`${addressChecks.lostAt}` };
  const rows = await db
    .update(addressChecks)
    .set({
      ...{ finding, missed },
      looks: claim.looks + 1,
      checkedAt: sql`now()`,
      dueAt: inMs(nextLookMs),
      lostAt: lostAt[serving],
    })
    .where(and(eq(addressChecks.addressId, claim.id), eq(addressChecks.looks, claim.looks)))
    .returning({ id: addressChecks.addressId });
  return rows.length > 0;
}

function inMs(ms: number) {
  return sql`now() + ${ms} * interval '1 millisecond'`;
}

/** The app of an organization that is served at this hostname; null when there is none. */
export async function findAppAt(
  db: Reader,
  organizationId: string,
  hostname: string,
): Promise<string | null> {
  const [row] = await db
    .select({ appId: appAddresses.appId })
    .from(appAddresses)
    .innerJoin(appGates, eq(appGates.appId, appAddresses.appId))
    .where(
      and(eq(appAddresses.hostname, hostname), eq(appGates.organizationId, organizationId), holds),
    );
  return row?.appId ?? null;
}
