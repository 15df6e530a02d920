import { type Reader, schema } from "@homeport/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import { formatOf } from "../image/media-path.ts";
import type { Generations } from "./barrier.ts";

const { galleryGenerations, gallerySettings, images, imageVariants, organizations } = schema;

export async function readGenerations(
  db: Reader,
  organizationIds: readonly string[],
): Promise<ReadonlyMap<string, Generations>> {
  const rows = await db
    .select()
    .from(galleryGenerations)
    .where(inArray(galleryGenerations.organizationId, [...organizationIds]));
  return new Map(rows.map(({ organizationId, ...generations }) => [organizationId, generations]));
}

/** Whose gallery is under a slug; null for a slug that nobody has. */
export async function findOrganization(db: Reader, slug: string): Promise<string | null> {
  const [row] = await db
    .select({ organizationId: organizations.id })
    .from(organizations)
    .where(eq(organizations.slug, slug));
  return row?.organizationId ?? null;
}

/** A gallery, open or not. */
export async function findGallery(db: Reader, organizationId: string) {
  const [row] = await db
    .select({
      name: organizations.name,
      slug: organizations.slug,
      isOpen: gallerySettings.isOpen,
      title: gallerySettings.title,
      description: gallerySettings.description,
      author: gallerySettings.author,
      layout: gallerySettings.layout,
      license: gallerySettings.license,
      mapEnabled: gallerySettings.mapEnabled,
      mapStyleUrl: gallerySettings.mapStyleUrl,
      feedEnabled: gallerySettings.feedEnabled,
    })
    .from(organizations)
    .leftJoin(gallerySettings, eq(gallerySettings.organizationId, organizations.id))
    .where(eq(organizations.id, organizationId));
  return row ?? null;
}

export async function findAccessKeys(
  db: Reader,
  imageIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (imageIds.length === 0) return new Map();
  const rows = await db
    .select({ imageId: images.id, accessKey: images.accessKey })
    .from(images)
    .where(inArray(images.id, [...imageIds]));
  return new Map(rows.map((row) => [row.imageId, row.accessKey]));
}

/** Whose photo it is; null for one that there is not. */
export async function findOwner(db: Reader, imageId: string): Promise<string | null> {
  const [row] = await db
    .select({ organizationId: images.organizationId })
    .from(images)
    .where(eq(images.id, imageId));
  return row?.organizationId ?? null;
}

/** What decides who may have a photo's bytes. */
export async function findMediaFacts(db: Reader, imageId: string) {
  const [row] = await db
    .select({
      accessKey: images.accessKey,
      reach: images.reach,
      isOpen: sql<boolean>`coalesce(${gallerySettings.isOpen}, false)`,
    })
    .from(images)
    .leftJoin(gallerySettings, eq(gallerySettings.organizationId, images.organizationId))
    .where(eq(images.id, imageId));
  return row ?? null;
}

export async function findMediaVariant(
  db: Reader,
  name: { imageId: string; rendition: string; edge: number },
) {
  const [row] = await db
    .select({
      key: imageVariants.key,
      sizeBytes: imageVariants.sizeBytes,
      sha256: imageVariants.sha256,
    })
    .from(imageVariants)
    .where(
      and(
        eq(imageVariants.imageId, name.imageId),
        eq(imageVariants.kind, formatOf(name.rendition)),
        eq(imageVariants.recipe, name.rendition),
        eq(imageVariants.edge, name.edge),
      ),
    );
  return row ?? null;
}
