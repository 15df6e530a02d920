import { GalleryError } from "../errors.ts";
import { findSharedAlbums, type SharedAlbum } from "../share/session-store.ts";
import type { Asker } from "./asker.ts";
import type { PublicGallery } from "./open-public.ts";
import { findGallery, findOrganization } from "./store.ts";

export interface PublicHead {
  title: string;
  description: string;
  author: string;
  license: string;
  layout: "masonry" | "single";
  hasMap: boolean;
  hasFeed: boolean;
  /** Whether strangers see this gallery; a share link opens an album of one that they do not. */
  isOpen: boolean;
}

/** One gallery, and what the asker may see of it. */
export interface Access {
  readonly organizationId: string;
  readonly slug: string;
  readonly head: PublicHead;
  readonly mapStyleUrl: string | null;
  /** Albums that a share link has opened for them, those below included. */
  readonly shared: ReadonlyMap<string, SharedAlbum>;
  /** Reads at most once. */
  isMember(): Promise<boolean>;
}

/**
 * The gallery under a slug as the asker stands to it. Throws GALLERY_NOT_FOUND when there is none, and for a closed one
 * when nothing of it is open to them: both sound alike.
 */
export async function openAccess(
  gallery: PublicGallery,
  slug: string,
  asker: Asker,
): Promise<Access> {
  const organizationId = await findOrganization(gallery.deps.db.orm, slug);
  if (organizationId === null) throw new GalleryError("GALLERY_NOT_FOUND");
  return await openAccessTo(gallery, organizationId, asker);
}

/** The same of an organization that is known. All that decides is read after the barrier. */
export async function openAccessTo(
  gallery: PublicGallery,
  organizationId: string,
  asker: Asker,
): Promise<Access> {
  const { orm } = gallery.deps.db;
  await gallery.barrier.read(organizationId);
  const found = await findGallery(orm, organizationId);
  if (found === null) throw new GalleryError("GALLERY_NOT_FOUND");
  const shared =
    asker.shareSecrets.length === 0
      ? new Map<string, SharedAlbum>()
      : await findSharedAlbums(orm, organizationId, asker.shareSecrets);
  let member: Promise<boolean> | undefined;
  const isMember = () => {
    member ??= asker.isMember(organizationId);
    return member;
  };
  if (found.isOpen !== true && shared.size === 0 && !(await isMember())) {
    throw new GalleryError("GALLERY_NOT_FOUND");
  }
  const { slug, mapStyleUrl } = found;
  return { organizationId, slug, head: viewHead(found), mapStyleUrl, shared, isMember };
}

/** What a list of the whole gallery needs: that it is open, or the asker one of its own. Throws GALLERY_NOT_FOUND. */
export async function requireWhole(access: Access): Promise<void> {
  if (access.head.isOpen || (await access.isMember())) return;
  throw new GalleryError("GALLERY_NOT_FOUND");
}

function viewHead(found: NonNullable<Awaited<ReturnType<typeof findGallery>>>): PublicHead {
  return {
    title: found.title || found.name,
    description: found.description ?? "",
    author: found.author ?? "",
    license: found.license ?? "",
    layout: found.layout ?? "masonry",
    hasMap: found.mapEnabled ?? true,
    hasFeed: found.feedEnabled ?? true,
    isOpen: found.isOpen === true,
  };
}
