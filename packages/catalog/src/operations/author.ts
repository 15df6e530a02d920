import { type Reader, schema } from "@homeport/db";
import type { Random } from "@homeport/platform";
import { eq } from "drizzle-orm";

const { catalogAuthor } = schema;

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const length = 12;

/** Under which name the installation's own housekeeping stands in git. */
export const ownActor = "homeport";

/**
 * The name under which a person's commits stand in git: always the same one, made by chance, so that nothing in a public repository leads
 * back to who it is.
 */
export async function pseudonymOf(db: Reader, random: Random, actorId: string): Promise<string> {
  if (actorId === ownActor) return ownActor;
  const pseudonym = `u-${[...random.bytes(length)].map((byte) => alphabet[byte % 32]).join("")}`;
  await db.insert(catalogAuthor).values({ userId: actorId, pseudonym }).onConflictDoNothing();
  const [row] = await db
    .select({ pseudonym: catalogAuthor.pseudonym })
    .from(catalogAuthor)
    .where(eq(catalogAuthor.userId, actorId));
  return row?.pseudonym ?? pseudonym;
}
