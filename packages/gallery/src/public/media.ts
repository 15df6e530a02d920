import type { Readable } from "node:stream";
import { constantTimeEqual } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import type { MediaName } from "../image/media-path.ts";
import type { ByteRange } from "../storage/driver.ts";
import type { MediaFacts, PublicGallery } from "./open-public.ts";
import { findMediaVariant, findOwner } from "./store.ts";

export interface Media {
  readonly sizeBytes: number;
  /** Hex; the same address never gives other bytes. */
  readonly sha256: string;
  readonly isPublic: boolean;
  open(range?: ByteRange): Promise<Readable>;
}

/**
 * The bytes behind an address, for whoever may have them: the key has to be the photo's own now, and the gallery open and
 * the photo public or unlisted, or the asker one of the organization. Throws IMAGE_NOT_FOUND for all else.
 */
export async function readMedia(
  gallery: PublicGallery,
  name: MediaName,
  isMember: (organizationId: string) => Promise<boolean>,
): Promise<Media> {
  const { db, storage } = gallery.deps;
  const organizationId = await findOwner(db.orm, name.imageId);
  if (organizationId === null) throw new GalleryError("IMAGE_NOT_FOUND");
  const { visibility } = await gallery.barrier.read(organizationId);
  const facts = await gallery.readMediaFacts(name.imageId, visibility);
  if (facts === null || !constantTimeEqual(facts.accessKey, name.accessKey)) {
    throw new GalleryError("IMAGE_NOT_FOUND");
  }
  const isOpen = isOpenToAll(facts);
  if (!isOpen && !(await isMember(organizationId))) throw new GalleryError("IMAGE_NOT_FOUND");
  const variant = await findMediaVariant(db.orm, name);
  if (variant === null) throw new GalleryError("IMAGE_NOT_FOUND");
  return {
    sizeBytes: variant.sizeBytes,
    sha256: Buffer.from(variant.sha256).toString("hex"),
    isPublic: isOpen && facts.reach === "public",
    async open(range) {
      const bytes = await storage.read(variant.key, range);
      if (bytes === null) throw new GalleryError("IMAGE_NOT_FOUND");
      return bytes;
    },
  };
}

function isOpenToAll({ isOpen, reach }: MediaFacts): boolean {
  return isOpen && (reach === "public" || reach === "unlisted");
}
