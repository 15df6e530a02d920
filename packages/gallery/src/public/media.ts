import type { Readable } from "node:stream";
import { constantTimeEqual } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import { formatOf, type MediaFormat, type MediaName } from "../image/media-path.ts";
import { findSharedAlbums } from "../share/session-store.ts";
import type { ByteRange } from "../storage/driver.ts";
import { findHolding } from "./album-store.ts";
import type { Asker } from "./asker.ts";
import type { MediaFacts, PublicGallery } from "./open-public.ts";
import { findMediaVariant, findOwner } from "./store.ts";

export interface Media {
  readonly sizeBytes: number;
  readonly format: MediaFormat;
  /** Hex; the same address never gives other bytes. */
  readonly sha256: string;
  readonly isPublic: boolean;
  open(range?: ByteRange): Promise<Readable>;
}

/**
 * The bytes behind an address, for whoever may have them: the key has to be the photo's own now, and the gallery open and
 * the photo public or unlisted, or the asker one of the organization, or let in by a link to an album in which it is
 * published. Throws IMAGE_NOT_FOUND for all else.
 */
export async function readMedia(
  gallery: PublicGallery,
  name: MediaName,
  asker: Asker,
): Promise<Media> {
  const { db, storage } = gallery.deps;
  const organizationId = await findOwner(db.orm, name.imageId);
  if (organizationId === null) throw new GalleryError("IMAGE_NOT_FOUND");
  const { visibility } = await gallery.barrier.read(organizationId);
  const facts = await gallery.readMediaFacts({ organizationId, imageId: name.imageId }, visibility);
  if (facts === null || !constantTimeEqual(facts.accessKey, name.accessKey)) {
    throw new GalleryError("IMAGE_NOT_FOUND");
  }
  const isOpen = isOpenToAll(facts);
  const image = { organizationId, imageId: name.imageId };
  if (!isOpen && !(await isShared(gallery, image, facts, asker))) {
    if (!(await asker.isMember(organizationId))) throw new GalleryError("IMAGE_NOT_FOUND");
  }
  const variant = await findMediaVariant(db.orm, name);
  if (variant === null) throw new GalleryError("IMAGE_NOT_FOUND");
  return {
    sizeBytes: variant.sizeBytes,
    format: formatOf(name.rendition),
    sha256: Buffer.from(variant.sha256).toString("hex"),
    isPublic: isOpen && facts.reach === "public",
    async open(range) {
      const bytes = await storage.read(variant.key, range);
      if (bytes === null) throw new GalleryError("IMAGE_NOT_FOUND");
      return bytes;
    },
  };
}

export function isOpenToAll({ isOpen, reach }: MediaFacts): boolean {
  return isOpen && (reach === "public" || reach === "unlisted");
}

/** Read from Postgres each time: a link that was revoked shows nothing from then on. */
async function isShared(
  { deps }: PublicGallery,
  image: { organizationId: string; imageId: string },
  { reach }: MediaFacts,
  { shareSecrets }: Asker,
): Promise<boolean> {
  if (reach === "none" || shareSecrets.length === 0) return false;
  const { orm } = deps.db;
  const shared = await findSharedAlbums(orm, image.organizationId, shareSecrets);
  if (shared.size === 0) return false;
  const holding = (await findHolding(orm, [image.imageId])).get(image.imageId) ?? [];
  return holding.some(({ albumId }) => shared.has(albumId));
}
