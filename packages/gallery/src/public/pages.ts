import { type PageInput, readPage } from "@homeport/platform";
import { GalleryError } from "../errors.ts";
import type { VariantView } from "../image/view.ts";
import { type Access, openAccess, type PublicHead, requireWhole } from "./access.ts";
import {
  type CardRow,
  findAbove,
  findCardsBelow,
  findPublicCards,
  findTag,
} from "./album-store.ts";
import { type Asker, stranger } from "./asker.ts";
import { filterScope, type PublicFilter } from "./filter.ts";
import { findListed, type ListedAlbum, type Listing, type ListPosition } from "./listing-store.ts";
import { openAlbum, type Through, wayInto } from "./open-album.ts";
import type { PublicGallery } from "./open-public.ts";
import { findAccessKeys } from "./store.ts";
import { findShownVariants, noVariants } from "./variant-store.ts";
import { type PublicImage, viewPublicImage, viewRenditions } from "./view.ts";

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

/** A page above another, as a way back. */
export interface PublicStep {
  slug: string;
  title: string;
}

export type ListInput = PageInput & PublicFilter & { slug: string };

const usualLimit = 24;

/** An open gallery's front page, narrowed or not. Throws GALLERY_NOT_FOUND for one that is closed, or that there is not. */
export async function readHome(
  gallery: PublicGallery,
  input: Omit<ListInput, "album">,
  asker: Asker = stranger,
): Promise<PublicPage & { head: PublicHead; albums: PublicAlbum[] }> {
  const { orm } = gallery.deps.db;
  const access = await openAccess(gallery, input.slug, asker);
  await requireWhole(access);
  const page = await readListing(gallery, access, null, input);
  const albums = await viewCards(gallery, await findPublicCards(orm, access.organizationId));
  return { head: access.head, albums, ...page };
}

/** Every album that strangers find by themselves. Throws GALLERY_NOT_FOUND. */
export async function readAlbums(
  gallery: PublicGallery,
  input: { slug: string },
  asker: Asker = stranger,
): Promise<{ head: PublicHead; albums: PublicAlbum[] }> {
  const access = await openAccess(gallery, input.slug, asker);
  await requireWhole(access);
  const cards = await findPublicCards(gallery.deps.db.orm, access.organizationId);
  return { head: access.head, albums: await viewCards(gallery, cards) };
}

export interface AlbumPage extends PublicPage {
  head: PublicHead;
  album: {
    slug: string;
    title: string;
    description: string;
    layout: "masonry" | "single";
    /** Whether search engines may know of it. */
    isListed: boolean;
  };
  /** Pages above it that the asker may open, the outermost first. */
  above: PublicStep[];
  below: PublicAlbum[];
}

/** One album, in its order. Throws GALLERY_NOT_FOUND for what the asker may not open. */
export async function readAlbum(
  gallery: PublicGallery,
  input: ListInput & { album: string },
  asker: Asker = stranger,
): Promise<AlbumPage> {
  const { orm } = gallery.deps.db;
  const access = await openAccess(gallery, input.slug, asker);
  const album = await openAlbum(orm, access, input.album);
  const page = await readListing(gallery, access, album, input);
  const below = await findCardsBelow(orm, album.albumId, { all: album.through !== "everybody" });
  const { slug, title, description } = album;
  return {
    head: access.head,
    album: {
      ...{ slug, title, description },
      layout: album.layout ?? access.head.layout,
      isListed: isListedFor(album),
    },
    above: await readAbove(gallery, access, album.parentId),
    below: await viewCards(gallery, below),
    ...page,
  };
}

/** A tag, and the public photos that have it. Throws GALLERY_NOT_FOUND. */
export async function readTag(
  gallery: PublicGallery,
  input: Omit<ListInput, "album"> & { tag: string },
  asker: Asker = stranger,
): Promise<PublicPage & { head: PublicHead; tag: { slug: string; name: string } }> {
  const access = await openAccess(gallery, input.slug, asker);
  await requireWhole(access);
  const tag = await findTag(gallery.deps.db.orm, access.organizationId, input.tag);
  if (tag === null) throw new GalleryError("GALLERY_NOT_FOUND");
  const page = await readListing(gallery, access, null, input);
  // A tag of hidden photos alone is one that there is not, unless the list was narrowed to nothing.
  if (page.images.length === 0 && !(await hasPublic(gallery, access, input.tag))) {
    throw new GalleryError("GALLERY_NOT_FOUND");
  }
  return { head: access.head, tag, ...page };
}

async function hasPublic(gallery: PublicGallery, access: Access, tag: string): Promise<boolean> {
  const { organizationId } = access;
  const listing = { organizationId, album: null, filter: { tag } };
  return (await findListed(gallery.deps.db.orm, listing, null, { limit: 1 })).length > 0;
}

/** What is found through a link or by a member, and what is not listed, is for nobody's index. */
function isListedFor(album: { effectiveVisibility: string; through: Through }): boolean {
  return album.through === "everybody" && album.effectiveVisibility === "public";
}

async function readAbove(
  gallery: PublicGallery,
  access: Access,
  parentId: string | null,
): Promise<PublicStep[]> {
  const steps: PublicStep[] = [];
  for (const { id, slug, title, effective_visibility } of await findAbove(
    gallery.deps.db.orm,
    parentId,
  )) {
    const way = await wayInto(access, { albumId: id, effectiveVisibility: effective_visibility });
    // What is above an unlisted album may itself be unlisted: its address was not given to whoever has this one.
    const isKnown = way !== null && (way !== "everybody" || effective_visibility === "public");
    if (isKnown) steps.unshift({ slug, title });
  }
  return steps;
}

async function readListing(
  gallery: PublicGallery,
  access: Access,
  album: ListedAlbum | null,
  input: ListInput,
): Promise<PublicPage> {
  const { orm } = gallery.deps.db;
  const { organizationId } = access;
  const listing = listingOf(organizationId, album, input);
  const plan = {
    kind: album === null ? "gallery.home" : "gallery.album",
    scope: filterScope(organizationId, listing.filter),
    positionOf: (row: ListPosition) => [row.at, row.imageId],
  };
  const sized = { cursor: input.cursor, limit: input.limit ?? usualLimit };
  const page = await readPage(gallery.deps.cursors, plan, sized, (after, limit) =>
    findListed(orm, listing, positionOf(after), { limit }),
  );
  const shown = await findShownVariants(
    orm,
    page.items.map((row) => row.imageId),
  );
  return {
    images: page.items.map((row) => viewPublicImage(row, shown.get(row.imageId))),
    nextCursor: page.nextCursor,
  };
}

/** A list as its parts were given, whatever else came with them. */
export function listingOf(
  organizationId: string,
  album: ListedAlbum | null,
  input: PublicFilter,
): Listing {
  const { album: slug, tag, camera, lens, year, words, seed } = input;
  return { organizationId, album, filter: { album: slug, tag, camera, lens, year, words, seed } };
}

function positionOf(after: readonly (string | number | null)[] | null): ListPosition | null {
  const [at, imageId] = after ?? [];
  return typeof at === "string" && typeof imageId === "string" ? { at, imageId } : null;
}

async function viewCards(
  gallery: PublicGallery,
  cards: readonly CardRow[],
): Promise<PublicAlbum[]> {
  const { orm } = gallery.deps.db;
  const covers = cards.flatMap(({ cover }) => (cover === null ? [] : [cover]));
  const [shown, keys] = await Promise.all([
    findShownVariants(orm, covers),
    findAccessKeys(orm, covers),
  ]);
  return cards.map(({ slug, title, images, cover }) => {
    const image = { imageId: cover ?? "", accessKey: keys.get(cover ?? "") ?? "" };
    const { variants } = viewRenditions(image, shown.get(cover ?? "") ?? noVariants);
    return { slug, title, images, cover: variants };
  });
}
