import { type Reader, schema } from "@homeport/db";
import { asc, eq } from "drizzle-orm";

const { albumImages, albums, images } = schema;

const detailColumns = {
  format: images.format,
  credit: images.credit,
  license: images.license,
  onHome: images.onHome,
  editedFields: images.editedFields,
  publishedAt: images.publishedAt,
  takenOffsetMin: images.takenOffsetMin,
  cameraMake: images.cameraMake,
  focalLengthMm: images.focalLengthMm,
  focalLength35mm: images.focalLength35mm,
  fNumber: images.fNumber,
  exposureTimeS: images.exposureTimeS,
  exposureBiasEv: images.exposureBiasEv,
  iso: images.iso,
  flashFired: images.flashFired,
  rating: images.rating,
  latitude: images.latitude,
  longitude: images.longitude,
  altitudeM: images.altitudeM,
};

/** What a list does not say of a photo; null when it is gone. */
export async function findDetail(db: Reader, imageId: string) {
  const [row] = await db.select(detailColumns).from(images).where(eq(images.id, imageId));
  return row ?? null;
}

export type ImageDetail = NonNullable<Awaited<ReturnType<typeof findDetail>>>;

export async function findAlbumsOf(db: Reader, imageId: string) {
  return await db
    .select({ albumId: albums.id, title: albums.title })
    .from(albumImages)
    .innerJoin(albums, eq(albums.id, albumImages.albumId))
    .where(eq(albumImages.imageId, imageId))
    .orderBy(asc(albums.position), asc(albums.id));
}
