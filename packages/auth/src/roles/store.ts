import { members, organizations, type Reader } from "@homeport/db";
import { asc, eq } from "drizzle-orm";

export async function selectMemberships(db: Reader, userId: string) {
  return await db
    .select({
      organizationId: organizations.id,
      name: organizations.name,
      slug: organizations.slug,
      role: members.role,
    })
    .from(members)
    .innerJoin(organizations, eq(organizations.id, members.organizationId))
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt), asc(members.id))
    .limit(100);
}
