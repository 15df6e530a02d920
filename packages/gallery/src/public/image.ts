import { GalleryError } from "../errors.ts";
import type { Access, PublicHead } from "./access.ts";
import { openAccess } from "./access.ts";
import { findTagsOf } from "./album-store.ts";
import { type Asker, stranger } from "./asker.ts";
import { type DownloadMode, decideDownload } from "./download-mode.ts";
import { downloadPath } from "./download-path.ts";
import type { PublicFilter } from "./filter.ts";
import { findListed, findListPosition, type ListedAlbum } from "./listing-store.ts";
import { openAlbum } from "./open-album.ts";
import { type OpenedImage, openImage } from "./open-image.ts";
import type { PublicGallery } from "./open-public.ts";
import { listingOf, type PublicStep } from "./pages.ts";
import { decidePlace, type PublicPlace } from "./place.ts";
import { findShownVariants } from "./variant-store.ts";
import { type PublicImage, viewPublicImage } from "./view.ts";

/** What a photo's panel says of it, beside the photo itself. */
export interface PublicImageDetail extends PublicImage {
  credit: string;
  license: string;
  cameraMake: string | null;
  lensModel: string | null;
  focalLengthMm: number | null;
  focalLength35mm: number | null;
  fNumber: number | null;
  exposureTimeS: number | null;
  exposureBiasEv: number | null;
  iso: number | null;
  flashFired: boolean | null;
  /** Base64 of 64 bins each of red, green, blue and luminance, relative to the highest; null before it was looked at. */
  histogram: string | null;
  tags: { slug: string; name: string }[];
  /** Albums that hold it and of which the asker may know. */
  albums: PublicStep[];
  place: PublicPlace | null;
  download: {
    mode: DownloadMode;
    cleanPath: string | null;
    originalPath: string | null;
    hasPlace: boolean;
  };
  /** Whether search engines may know of it. */
  isListed: boolean;
}

export type ImageInput = PublicFilter & { slug: string; imageId: string };

export interface Neighbours {
  /** The nearest last, as the list reads. */
  before: PublicImage[];
  after: PublicImage[];
}

/** A photo with all that may be told of it, and what is beside it in the list that the asker came by. */
export async function readImage(
  gallery: PublicGallery,
  input: ImageInput,
  asker: Asker = stranger,
): Promise<Neighbours & { head: PublicHead; image: PublicImageDetail }> {
  const access = await openAccess(gallery, input.slug, asker);
  const opened = await openImage(gallery.deps.db.orm, access, input.imageId, input.album);
  const image = await viewDetail(gallery, access, opened, input.album);
  return { head: access.head, image, ...(await readBeside(gallery, access, input, 1)) };
}

/**
 * Photos before and after one, by the order and filter of the list that it was found in; none when it is not in that list.
 * Throws IMAGE_NOT_FOUND for a photo that the asker may not see, and GALLERY_NOT_FOUND for such a list.
 */
export async function readNeighbours(
  gallery: PublicGallery,
  input: ImageInput & { radius?: number | undefined },
  asker: Asker = stranger,
): Promise<Neighbours> {
  const access = await openAccess(gallery, input.slug, asker);
  await openImage(gallery.deps.db.orm, access, input.imageId, input.album);
  return await readBeside(gallery, access, input, input.radius ?? usualRadius);
}

const usualRadius = 10;

async function readBeside(
  gallery: PublicGallery,
  access: Access,
  input: ImageInput,
  radius: number,
): Promise<Neighbours> {
  const { orm } = gallery.deps.db;
  const album = await openListedAlbum(gallery, access, input);
  if (album === undefined) return { before: [], after: [] };
  const listing = listingOf(access.organizationId, album, input);
  const position = await findListPosition(orm, listing, input.imageId);
  if (position === null) return { before: [], after: [] };
  const [back, forth] = await Promise.all([
    findListed(orm, listing, position, { limit: radius, backwards: true }),
    findListed(orm, listing, position, { limit: radius }),
  ]);
  const shown = await findShownVariants(
    orm,
    [...back, ...forth].map((row) => row.imageId),
  );
  const view = (rows: typeof back) =>
    rows.map((row) => viewPublicImage(row, shown.get(row.imageId)));
  return { before: view(back).reverse(), after: view(forth) };
}

/** Null is the whole gallery; undefined a list that the asker may not have, beside a photo that they may. */
async function openListedAlbum(
  gallery: PublicGallery,
  access: Access,
  { album }: ImageInput,
): Promise<ListedAlbum | null | undefined> {
  if (album === undefined) {
    return access.head.isOpen || (await access.isMember()) ? null : undefined;
  }
  try {
    return await openAlbum(gallery.deps.db.orm, access, album);
  } catch (error) {
    if (error instanceof GalleryError && error.code === "GALLERY_NOT_FOUND") return undefined;
    throw error;
  }
}

async function viewDetail(
  gallery: PublicGallery,
  access: Access,
  { row, holding, through }: OpenedImage,
  named: string | undefined,
): Promise<PublicImageDetail> {
  const { orm } = gallery.deps.db;
  const { imageId, credit, cameraMake, lensModel, focalLengthMm, focalLength35mm } = row;
  const { fNumber, exposureTimeS, exposureBiasEv, iso, flashFired, histogram, license } = row;
  const shown = await findShownVariants(orm, [imageId]);
  const mode = allowedDownload(access, through);
  const place = decidePlace(
    row,
    holding.map(({ location }) => location),
  );
  return {
    ...viewPublicImage(row, shown.get(imageId)),
    ...{ credit, cameraMake, lensModel, focalLengthMm, focalLength35mm },
    ...{ fNumber, exposureTimeS, exposureBiasEv, iso, flashFired },
    license: license || access.head.license,
    histogram: histogram === null ? null : Buffer.from(histogram).toString("base64"),
    tags: await findTagsOf(orm, imageId),
    albums: through.map(({ slug, title }) => ({ slug, title })),
    place,
    download: {
      mode,
      cleanPath: mode === "never" ? null : downloadPath(row, "clean", named),
      originalPath: mode === "original" ? downloadPath(row, "original", named) : null,
      // Told only where the file itself may be had, which says so, too.
      hasPlace: mode === "original" && row.latitude !== null,
    },
    isListed: access.head.isOpen && row.reach === "public" && named === undefined,
  };
}

/** What the asker may have of a photo: a link's own word goes before its album's. */
export function allowedDownload(
  access: Pick<Access, "shared">,
  through: OpenedImage["through"],
): DownloadMode {
  return decideDownload(
    through.map(({ albumId, download }) => access.shared.get(albumId)?.download ?? download),
  );
}
