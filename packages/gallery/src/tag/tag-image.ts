import { schema, type Tx } from "@homeport/db";
import { newId, type Random } from "@homeport/platform";
import { and, eq, inArray } from "drizzle-orm";
import { slugOf } from "./slug.ts";

const { imageTags, tags } = schema;

/** Puts tags on a photo; a tag that nobody has used before is made. Names that spell the same are one tag. */
export async function tagImage(
  tx: Tx,
  input: { organizationId: string; imageId: string; names: readonly string[]; random: Random },
): Promise<void> {
  const { organizationId, imageId, random } = input;
  const bySlug = new Map(input.names.map((name) => [slugOf(name), name.normalize("NFC")]));
  bySlug.delete("");
  if (bySlug.size === 0) return;
  // In one order for everybody, so that two who tag at once do not wait for each other in a ring.
  const wanted = [...bySlug].sort(([left], [right]) => (left < right ? -1 : 1));
  await tx
    .insert(tags)
    .values(
      wanted.map(([slug, name]) => ({ id: newId(Date.now(), random), organizationId, name, slug })),
    )
    .onConflictDoNothing();
  const slugs = wanted.map(([slug]) => slug);
  const rows = await tx
    .select({ tagId: tags.id })
    .from(tags)
    .where(and(eq(tags.organizationId, organizationId), inArray(tags.slug, slugs)));
  await tx
    .insert(imageTags)
    .values(rows.map(({ tagId }) => ({ organizationId, imageId, tagId })))
    .onConflictDoNothing();
}
