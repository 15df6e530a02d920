import type { Reader } from "@homeport/db";
import { sql } from "drizzle-orm";
import { z } from "zod";

const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  memberships: z.array(z.object({ organizationId: z.string(), role: z.string() })),
});

export type PersonRow = z.infer<typeof personSchema>;

/** A person with every membership, read now. */
export async function readPerson(db: Reader, userId: string): Promise<PersonRow | null> {
  const [row] = await db.execute(sql`
    select u.id, u.name, u.email,
      (select coalesce(json_agg(json_build_object('organizationId', m.organization_id, 'role', m.role)), '[]')
        from members m where m.user_id = u.id) as memberships
    from users u where u.id = ${userId}`);
  return row === undefined ? null : personSchema.parse(row);
}

const memberSchema = z.object({
  user_id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
});

export type MemberRow = z.infer<typeof memberSchema>;

/** Members of an organization, and one more person when named, by name. */
export async function readMembers(
  db: Reader,
  organizationId: string,
  alsoUserId: string | null,
): Promise<MemberRow[]> {
  const rows = await db.execute(sql`
    select u.id as user_id, u.name, u.email, coalesce(m.role, '') as role
    from users u
    left join members m on m.user_id = u.id and m.organization_id = ${organizationId}
    where m.user_id is not null or u.id = ${alsoUserId}
    order by lower(u.name), u.id
    limit 1000`);
  return [...rows].map((row) => memberSchema.parse(row));
}
