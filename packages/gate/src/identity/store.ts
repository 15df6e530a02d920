import { identities, type Reader, type Tx } from "@homeport/db";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";

export async function insertIdentity(
  tx: Tx,
  row: Omit<typeof identities.$inferInsert, "createdAt" | "updatedAt">,
): Promise<void> {
  await tx.insert(identities).values(row);
}

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  fingerprint: z.string(),
  public_key: z.string(),
  is_default: z.boolean(),
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
  app_count: z.coerce.number(),
  apps: z.array(z.object({ appId: z.string(), title: z.string() })),
});

export type IdentityRow = z.infer<typeof rowSchema>;

const shownApps = 20;

/** The identities of an organization with the apps that run under them, or the one that is named; the default first. */
export async function readIdentities(
  db: Reader,
  organizationId: string,
  identityId: string | null = null,
): Promise<IdentityRow[]> {
  const rows = await db.execute(sql`
    select i.id, i.name, i.email, i.fingerprint, i.is_default, i.created_at, i.updated_at,
      translate(encode(i.public_key, 'base64'), E'+/=\\n', '-_') as public_key,
      used.app_count, used.apps
    from identities i
    left join lateral (
      select count(*) as app_count, coalesce(
        json_agg(json_build_object('appId', one.id, 'title', one.title) order by one.place)
          filter (where one.place <= ${shownApps}), '[]') as apps
      from (
        select a.id, a.title, row_number() over (order by a.title, a.id) as place
        from app_gates g join apps a on a.id = g.app_id
        where g.organization_id = i.organization_id
          and (g.identity_id = i.id or (g.identity_id is null and i.is_default))
      ) one
    ) used on true
    where i.organization_id = ${organizationId}
      and (${identityId}::text is null or i.id = ${identityId})
    order by i.is_default desc, i.created_at, i.id`);
  return [...rows].map((row) => rowSchema.parse(row));
}

/** Holds the organization against every other change of its identities until the transaction ends. */
export async function lockOrganization(tx: Tx, organizationId: string): Promise<void> {
  await tx.execute(sql`
    select 1 from organizations where id = ${organizationId} for no key update`);
}

export async function countIdentities(tx: Tx, organizationId: string): Promise<number> {
  return await tx.$count(identities, eq(identities.organizationId, organizationId));
}

export async function findIdentity(
  tx: Tx,
  organizationId: string,
  identityId: string,
): Promise<{ readonly isDefault: boolean } | null> {
  const [row] = await tx
    .select({ isDefault: identities.isDefault })
    .from(identities)
    .where(and(eq(identities.id, identityId), eq(identities.organizationId, organizationId)));
  return row ?? null;
}

export async function renameIdentity(
  tx: Tx,
  identityId: string,
  to: { readonly name: string; readonly email: string | null },
): Promise<void> {
  await tx
    .update(identities)
    .set({ ...to, updatedAt: sql`now()` })
    .where(eq(identities.id, identityId));
}

/**
 * Moves the flag in one statement: the one that has it gives it up before the other takes it, since counting what
 * was dropped comes first. Whoever calls holds the organization: without that two moves meet in the index.
 */
export async function moveDefault(
  tx: Tx,
  organizationId: string,
  identityId: string,
): Promise<void> {
  await tx.execute(sql`
    with dropped as (
      update identities set is_default = false, updated_at = now()
      where organization_id = ${organizationId} and is_default and id <> ${identityId}
      returning 1
    )
    update identities set is_default = true, updated_at = now()
    where organization_id = ${organizationId} and id = ${identityId}
      and (select count(*) from dropped) >= 0`);
}

/** Gives the default identity the name and e-mail that it lacks, from whoever has owned the organization longest. */
export async function fillDefaultIdentity(tx: Tx, organizationId: string): Promise<void> {
  await tx.execute(sql`
    update identities i set
      name = coalesce(nullif(i.name, ''), creator.name),
      email = coalesce(i.email, creator.email),
      updated_at = now()
    from (
      select u.name, u.email
      from members m join users u on u.id = m.user_id
      where m.organization_id = ${organizationId} and is_owner(m.role)
      order by m.created_at, m.id limit 1
    ) creator
    where i.organization_id = ${organizationId} and i.is_default
      and (i.name = '' or i.email is null)`);
}

export async function deleteIdentityRow(tx: Tx, identityId: string): Promise<void> {
  await tx.delete(identities).where(eq(identities.id, identityId));
}
