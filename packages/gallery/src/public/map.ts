import { type Reader, schema } from "@homeport/db";
import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { GalleryError } from "../errors.ts";
import type { VariantView } from "../image/view.ts";
import { openAccess, type PublicHead, requireWhole } from "./access.ts";
import { type Asker, stranger } from "./asker.ts";
import type { PublicGallery } from "./open-public.ts";
import { decidePlace, type LocationSetting } from "./place.ts";
import { findGallery, findOrganization } from "./store.ts";
import { findShownVariants, noVariants } from "./variant-store.ts";
import { viewPublicImage } from "./view.ts";

const { albumImages, albums, images } = schema;

/** Photos that were taken near each other. */
export interface MapPlace {
  latitude: number;
  longitude: number;
  photos: number;
  /** The newest of them. */
  images: { imageId: string; alt: string; thumb: VariantView | null }[];
}

const photosMost = 5_000;
const shownPerPlace = 12;
/** A tenth of a degree: about ten kilometres. */
const cellsPerDegree = 10;

/** Where public photos were taken, as far as their albums tell. Throws GALLERY_NOT_FOUND, too when it has no map. */
export async function readMap(
  gallery: PublicGallery,
  input: { slug: string },
  asker: Asker = stranger,
): Promise<{ head: PublicHead; styleUrl: string | null; places: MapPlace[] }> {
  const { orm } = gallery.deps.db;
  const access = await openAccess(gallery, input.slug, asker);
  await requireWhole(access);
  if (!access.head.hasMap) throw new GalleryError("GALLERY_NOT_FOUND");
  const rows = await findLocated(orm, access.organizationId);
  const placed = rows.flatMap((row) => {
    const place = decidePlace(row, row.locations);
    return place === null ? [] : [{ ...row, place }];
  });
  const cells = [...Map.groupBy(placed, ({ place }) => cellOf(place)).values()];
  const shownIds = cells.flatMap((cell) => cell.slice(0, shownPerPlace).map((row) => row.imageId));
  const shown = await findShownVariants(orm, shownIds);
  const places = cells.map((cell) => ({
    latitude: mean(cell.map(({ place }) => place.latitude)),
    longitude: mean(cell.map(({ place }) => place.longitude)),
    photos: cell.length,
    images: cell.slice(0, shownPerPlace).map((row) => {
      const image = viewPublicImage(row, shown.get(row.imageId) ?? noVariants);
      return { imageId: row.imageId, alt: image.alt, thumb: image.variants[0] ?? null };
    }),
  }));
  return {
    head: access.head,
    styleUrl: access.mapStyleUrl,
    places: places.sort((one, other) => other.photos - one.photos),
  };
}

/** A style of their own that a gallery's map is drawn in; null is ours. Also for a gallery that there is not. */
export async function readMapStyle(gallery: PublicGallery, slug: string): Promise<string | null> {
  const { orm } = gallery.deps.db;
  const organizationId = await findOrganization(orm, slug);
  if (organizationId === null) return null;
  await gallery.barrier.read(organizationId);
  const found = await findGallery(orm, organizationId);
  return found?.isOpen === true ? found.mapStyleUrl : null;
}

function cellOf({ latitude, longitude }: { latitude: number; longitude: number }): string {
  return `${Math.round(latitude * cellsPerDegree)} ${Math.round(longitude * cellsPerDegree)}`;
}

/** No finer than what its photos tell. */
function mean(degrees: readonly number[]): number {
  const sum = degrees.reduce((total, each) => total + each, 0);
  return Math.round((sum / degrees.length) * 10_000) / 10_000;
}

/** Public photos with a place, the newest first, each with what all albums that hold it say of places. */
async function findLocated(db: Reader, organizationId: string) {
  const locations = sql<LocationSetting[]>`array_agg(${albums.location})`;
  return await db
    .select({
      imageId: images.id,
      title: images.title,
      caption: images.caption,
      altText: images.altText,
      width: images.width,
      height: images.height,
      thumbhash: images.thumbhash,
      dominantColor: images.dominantColor,
      takenLocal: images.takenLocal,
      cameraModel: images.cameraModel,
      accessKey: images.accessKey,
      latitude: images.latitude,
      longitude: images.longitude,
      locations,
    })
    .from(images)
    .innerJoin(albumImages, eq(albumImages.imageId, images.id))
    .innerJoin(albums, eq(albums.id, albumImages.albumId))
    .where(
      and(
        eq(images.organizationId, organizationId),
        inArray(images.reach, ["public"]),
        isNotNull(images.latitude),
      ),
    )
    .groupBy(images.id)
    .having(sql`bool_and(${albums.location} <> 'hidden')`)
    .orderBy(sql`${images.sortAt} desc`)
    .limit(photosMost);
}
