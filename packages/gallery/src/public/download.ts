import type { Readable } from "node:stream";
import { constantTimeEqual } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import { openAccessTo } from "./access.ts";
import type { Asker } from "./asker.ts";
import { openCopy } from "./copy.ts";
import { allowsDownload } from "./download-mode.ts";
import type { DownloadName } from "./download-path.ts";
import { allowedDownload } from "./image.ts";
import { openImage } from "./open-image.ts";
import type { PublicGallery } from "./open-public.ts";
import { findOriginal, type OriginalRow } from "./original-store.ts";
import { findOwner } from "./store.ts";

/** A file to save. */
export interface Download {
  readonly filename: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly bytes: Readable;
}

export interface DownloadInput extends DownloadName {
  mode: "clean" | "original";
  /** An album whose address the asker has. */
  album?: string | undefined;
}

/**
 * A photo as a file, where an album through which the asker sees it allows that. Throws IMAGE_NOT_FOUND for a photo, or a
 * key, that is none of theirs, DOWNLOAD_REFUSED where no album allows it, and DOWNLOAD_NOT_READY while its copy is being made.
 */
export async function readDownload(
  gallery: PublicGallery,
  input: DownloadInput,
  asker: Asker,
): Promise<Download> {
  const { orm } = gallery.deps.db;
  const organizationId = await findOwner(orm, input.imageId);
  if (organizationId === null) throw new GalleryError("IMAGE_NOT_FOUND");
  const { access, opened } = await open(gallery, organizationId, input, asker);
  const { row, through } = opened;
  if (!constantTimeEqual(row.accessKey, input.accessKey)) throw new GalleryError("IMAGE_NOT_FOUND");
  if (!allowsDownload(allowedDownload(access, through), input.mode)) {
    throw new GalleryError("DOWNLOAD_REFUSED");
  }
  const original = await findOriginal(orm, organizationId, input.imageId);
  if (original === null) throw new GalleryError("IMAGE_NOT_FOUND");
  const keepsName = through.some((album) => album.keepFileNames);
  return input.mode === "original"
    ? await readWhole(gallery, original, nameOf(original, original.format, keepsName))
    : await readClean(gallery, organizationId, original, keepsName);
}

/** A closed gallery says of its photos what it says of those that there are not. */
async function open(
  gallery: PublicGallery,
  organizationId: string,
  { imageId, album }: DownloadInput,
  asker: Asker,
) {
  try {
    const access = await openAccessTo(gallery, organizationId, asker);
    return { access, opened: await openImage(gallery.deps.db.orm, access, imageId, album) };
  } catch (error) {
    if (error instanceof GalleryError && error.code === "GALLERY_NOT_FOUND") {
      throw new GalleryError("IMAGE_NOT_FOUND");
    }
    throw error;
  }
}

/** What a browser made of a HEIC stands for it: nothing here writes HEIC. */
async function readClean(
  { deps }: Pick<PublicGallery, "deps">,
  organizationId: string,
  original: OriginalRow,
  keepsName: boolean,
): Promise<Download> {
  const { imageId, format } = original;
  const isHeic = format === "heic";
  const sha256 = isHeic ? original.renditionSha256 : original.sha256;
  if (sha256 === null) throw new GalleryError("DOWNLOAD_REFUSED");
  const cleanFormat = isHeic ? "jpeg" : format;
  return {
    ...(await openCopy(deps, { organizationId, imageId, sha256 })),
    filename: nameOf(original, cleanFormat, keepsName),
    contentType: `image/${cleanFormat}`,
  };
}

/** The file as it was uploaded. */
export async function readWhole(
  { deps }: Pick<PublicGallery, "deps">,
  original: OriginalRow,
  filename: string,
): Promise<Download> {
  const bytes = await deps.storage.read(original.originalKey);
  if (bytes === null) throw new GalleryError("ORIGINAL_MISSING");
  const { format, sizeBytes } = original;
  return { filename, contentType: `image/${format}`, sizeBytes, bytes };
}

const extensions = {
  jpeg: "jpg",
  png: "png",
  webp: "webp",
  avif: "avif",
  gif: "gif",
  heic: "heic",
};
const shortIdChars = 8;
const titleChars = 80;

/** A file's own name may tell what its photo does not; it is kept only where an album says so. */
function nameOf(
  { imageId, title, originalName }: OriginalRow,
  format: keyof typeof extensions,
  keepsName: boolean,
): string {
  const stem = keepsName ? originalName.replace(/\.[^.]*$/, "") : title.slice(0, titleChars);
  return `${stem.trim() || imageId.slice(-shortIdChars)}.${extensions[format]}`;
}
