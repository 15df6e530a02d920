import { type Reader, schema, type Tx } from "@homeport/db";
import { newId, type Random } from "@homeport/platform";
import { and, asc, count, eq, inArray, notInArray, sql } from "drizzle-orm";

const { imageTags, tags } = schema;

/** The ids of these tags by slug; those that nobody has used before are made. */
export async function ensureTags(
  tx: Tx,
  organizationId: string,
  wanted: ReadonlyMap<string, string>,
  random: Random,
): Promise<ReadonlyMap<string, string>> {
  if (wanted.size === 0) return new Map();
  await tx
    .insert(tags)
    .values(
      [...wanted].map(([slug, name]) => ({
        ...{ id: newId(Date.now(), random), organizationId, name, slug },
      })),
    )
    .onConflictDoNothing();
  const rows = await tx
    .select({ tagId: tags.id, slug: tags.slug })
    .from(tags)
    .where(and(eq(tags.organizationId, organizationId), inArray(tags.slug, [...wanted.keys()])))
    .orderBy(asc(tags.slug));
  return new Map(rows.map((row) => [row.slug, row.tagId]));
}

/** How many tags each of these photos bears beside those. */
export async function findTagCounts(
  tx: Tx,
  imageIds: readonly string[],
  besideIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .select({ imageId: imageTags.imageId, tags: count() })
    .from(imageTags)
    .where(
      and(inArray(imageTags.imageId, [...imageIds]), notInArray(imageTags.tagId, [...besideIds])),
    )
    .groupBy(imageTags.imageId);
  return new Map(rows.map((row) => [row.imageId, row.tags]));
}

export async function insertImageTags(
  tx: Tx,
  rows: readonly { organizationId: string; imageId: string; tagId: string }[],
): Promise<void> {
  if (rows.length > 0) {
    await tx
      .insert(imageTags)
      .values([...rows])
      .onConflictDoNothing();
  }
}

export async function deleteImageTags(
  tx: Tx,
  imageIds: readonly string[],
  tagIds: readonly string[],
): Promise<void> {
  if (imageIds.length === 0 || tagIds.length === 0) return;
  await tx
    .delete(imageTags)
    .where(and(inArray(imageTags.imageId, [...imageIds]), inArray(imageTags.tagId, [...tagIds])));
}

export async function findTagsOf(db: Reader, imageId: string) {
  return await db
    .select({ tagId: tags.id, name: tags.name, slug: tags.slug })
    .from(imageTags)
    .innerJoin(tags, eq(tags.id, imageTags.tagId))
    .where(eq(imageTags.imageId, imageId))
    .orderBy(asc(tags.slug));
}

/** Tags behind a slug in its order, each with how many photos outside the trash bear it. */
export async function findTags(
  db: Reader,
  organizationId: string,
  filter: { prefix: string; after: string | null },
  limit: number,
) {
  return await db
    .select({
      tagId: tags.id,
      name: tags.name,
      slug: tags.slug,
      images: sql<number>`(select count(*)::int from image_tags join images on images.id = image_tags.image_id
        where image_tags.tag_id = tags.id and images.trashed_at is null)`,
    })
    .from(tags)
    .where(
      and(
        eq(tags.organizationId, organizationId),
        filter.prefix === "" ? undefined : sql`starts_with(${tags.slug}, ${filter.prefix})`,
        filter.after === null ? undefined : sql`${tags.slug} > ${filter.after}`,
      ),
    )
    .orderBy(asc(tags.slug))
    .limit(limit);
}

export type TagRow = Awaited<ReturnType<typeof findTags>>[number];

/** Which of these tags the organization has; they stay locked, in the order of their ids. */
export async function lockTags(tx: Tx, organizationId: string, tagIds: readonly string[]) {
  return await tx
    .select({ tagId: tags.id, name: tags.name, slug: tags.slug })
    .from(tags)
    .where(and(eq(tags.organizationId, organizationId), inArray(tags.id, [...tagIds])))
    .orderBy(asc(tags.id))
    .for("update");
}

/**
 * False when another tag has the slug: an insert that yields tells so, also while somebody else is about to take it,
 * where a look and an update would meet the index.
 */
export async function renameTagRow(
  tx: Tx,
  organizationId: string,
  tag: { tagId: string; slug: string },
  to: { name: string; slug: string; probeId: string },
): Promise<boolean> {
  const { probeId, ...named } = to;
  if (tag.slug !== to.slug) {
    const free = await tx
      .insert(tags)
      .values({ id: probeId, organizationId, ...named })
      .onConflictDoNothing()
      .returning({ tagId: tags.id });
    if (free.length === 0) return false;
    await tx.delete(tags).where(eq(tags.id, probeId));
  }
  await tx.update(tags).set(named).where(eq(tags.id, tag.tagId));
  return true;
}

/** Whoever bears one bears the other in its place. */
export async function moveImageTags(tx: Tx, fromId: string, toId: string): Promise<void> {
  await tx.execute(sql`
    INSERT INTO image_tags (organization_id, image_id, tag_id)
    SELECT organization_id, image_id, ${toId} FROM image_tags WHERE tag_id = ${fromId}
    ON CONFLICT DO NOTHING`);
}

export async function deleteTagRow(tx: Tx, tagId: string): Promise<void> {
  await tx.delete(tags).where(eq(tags.id, tagId));
}

/** From here on no file puts its keywords on the photos that bear this tag. */
export async function markTagsEdited(tx: Tx, tagId: string): Promise<void> {
  await tx.execute(sql`
    UPDATE images SET edited_fields = array_append(edited_fields, 'tags')
    WHERE id IN (SELECT image_id FROM image_tags WHERE tag_id = ${tagId}) AND NOT 'tags' = ANY(edited_fields)`);
}
