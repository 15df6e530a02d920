import { cursorScope, type PageInput, readPage } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import { positionOf } from "../image/list.ts";
import { findVariants } from "../image/list-store.ts";
import type { VariantView } from "../image/view.ts";
import { viewVariants } from "../image/view.ts";
import type { PublicGallery } from "./open-public.ts";
import {
  findAccessKeys,
  findAlbumImages,
  findGallery,
  findHomeImages,
  findOpenAlbum,
  findPublicAlbums,
} from "./store.ts";
import { type PublicImage, viewPublicImage } from "./view.ts";

export interface PublicHead {
  title: string;
  description: string;
  author: string;
  layout: "masonry" | "single";
}

export interface PublicAlbum {
  slug: string;
  title: string;
  images: number;
  cover: VariantView[];
}

export interface PublicPage {
  images: PublicImage[];
  nextCursor: string | null;
}

const usualLimit = 24;

/** An open gallery's front page. Throws GALLERY_NOT_FOUND for one that is closed, or that there is not. */
export async function readHome(
  gallery: PublicGallery,
  input: PageInput & { slug: string },
): Promise<PublicPage & { head: PublicHead; albums: PublicAlbum[] }> {
  const { orm } = gallery.deps.db;
  const { organizationId, ...head } = await openGallery(gallery, input.slug);
  const plan = {
    kind: "gallery.home",
    scope: cursorScope(organizationId),
    positionOf: (row: { cursorAt: string; imageId: string }) => [row.cursorAt, row.imageId],
  };
  const page = await readPage(gallery.deps.cursors, plan, sized(input), (after, count) =>
    findHomeImages(orm, organizationId, positionOf(after), count),
  );
  const albums = await findPublicAlbums(orm, organizationId);
  const covers = albums.map((album) => album.cover);
  const [variants, keys] = await Promise.all([
    findVariants(orm, [...page.items.map((row) => row.imageId), ...covers]),
    findAccessKeys(orm, covers),
  ]);
  return {
    head,
    albums: albums.map(({ cover, ...album }) => ({
      ...album,
      cover: viewVariants(
        { imageId: cover, accessKey: keys.get(cover) ?? "" },
        variants.get(cover) ?? [],
      ),
    })),
    images: page.items.map((row) => viewPublicImage(row, variants.get(row.imageId) ?? [])),
    nextCursor: page.nextCursor,
  };
}

/** One album of an open gallery, in its order. Throws GALLERY_NOT_FOUND for what strangers may not open. */
export async function readAlbum(
  gallery: PublicGallery,
  input: PageInput & { slug: string; album: string },
): Promise<
  PublicPage & {
    head: PublicHead;
    album: { title: string; description: string; isListed: boolean };
  }
> {
  const { orm } = gallery.deps.db;
  const { organizationId, ...head } = await openGallery(gallery, input.slug);
  const album = await findOpenAlbum(orm, organizationId, input.album);
  if (album === null) throw new GalleryError("GALLERY_NOT_FOUND");
  const plan = {
    kind: "gallery.album",
    scope: cursorScope(organizationId, album.albumId),
    positionOf: (row: { position: string; imageId: string }) => [row.position, row.imageId],
  };
  const page = await readPage(gallery.deps.cursors, plan, sized(input), (after, count) => {
    const place = positionOf(after);
    return findAlbumImages(
      orm,
      album.albumId,
      place === null ? null : { position: place.at, imageId: place.imageId },
      count,
    );
  });
  const variants = await findVariants(
    orm,
    page.items.map((row) => row.imageId),
  );
  const { title, description, visibility } = album;
  return {
    head,
    album: { title, description, isListed: visibility === "public" },
    images: page.items.map((row) => viewPublicImage(row, variants.get(row.imageId) ?? [])),
    nextCursor: page.nextCursor,
  };
}

/** A closed gallery answers as one that there is not. Reads after the barrier see what was committed before it. */
async function openGallery(
  { deps, barrier }: PublicGallery,
  slug: string,
): Promise<PublicHead & { organizationId: string }> {
  const found = await findGallery(deps.db.orm, slug);
  if (found === null) throw new GalleryError("GALLERY_NOT_FOUND");
  await barrier.read(found.organizationId);
  const { organizationId, name, isOpen, title, description, author, layout } = found;
  if (isOpen !== true) throw new GalleryError("GALLERY_NOT_FOUND");
  return {
    organizationId,
    title: title || name,
    description: description ?? "",
    author: author ?? "",
    layout: layout ?? "masonry",
  };
}

function sized(input: PageInput): PageInput {
  return { ...input, limit: input.limit ?? usualLimit };
}
