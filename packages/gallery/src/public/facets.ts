import { openAccess, requireWhole } from "./access.ts";
import { type Asker, stranger } from "./asker.ts";
import {
  countByAlbum,
  countByModel,
  countByTag,
  countByYear,
  countListed,
} from "./facets-store.ts";
import type { PublicFilter } from "./filter.ts";
import type { Listing } from "./listing-store.ts";
import { openAlbum } from "./open-album.ts";
import type { PublicGallery } from "./open-public.ts";
import { listingOf } from "./pages.ts";

export interface Facet {
  value: string;
  label: string;
  photos: number;
}

export interface Facets {
  /** As many as the list has. */
  photos: number;
  cameras: Facet[];
  lenses: Facet[];
  tags: Facet[];
  years: Facet[];
  albums: Facet[];
}

/**
 * What a list could be narrowed by, each with how many photos it would leave of those that the asker may see. What is
 * chosen already narrows all counts but its own, so that another can be chosen in its place.
 */
export async function readPublicFacets(
  gallery: PublicGallery,
  input: PublicFilter & { slug: string },
  asker: Asker = stranger,
): Promise<Facets> {
  const { orm } = gallery.deps.db;
  const access = await openAccess(gallery, input.slug, asker);
  if (input.album === undefined) await requireWhole(access);
  const album = input.album === undefined ? null : await openAlbum(orm, access, input.album);
  const listing = listingOf(access.organizationId, album, input);
  const without = (part: keyof PublicFilter): Listing => ({
    ...listing,
    filter: { ...listing.filter, [part]: undefined },
  });
  const [photos, cameras, lenses, tags, years, albums] = await Promise.all([
    countListed(orm, listing),
    countByModel(orm, without("camera"), "camera"),
    countByModel(orm, without("lens"), "lens"),
    countByTag(orm, without("tag")),
    countByYear(orm, without("year")),
    album === null ? countByAlbum(orm, listing) : [],
  ]);
  const named = (row: { value: string | number; photos: number }): Facet => ({
    value: String(row.value),
    label: String(row.value),
    photos: row.photos,
  });
  return {
    ...{ photos, tags, albums },
    cameras: cameras.map(named),
    lenses: lenses.map(named),
    years: years.map(named),
  };
}
