import type { Inputs, Outputs } from "../data/router-types.ts";

type Public = Outputs["gallery"]["public"];

export type PublicPhoto = Public["home"]["images"][number];
export type PublicHeadView = Public["home"]["head"];
export type AlbumCardView = Public["albums"]["albums"][number];
export type PhotoDetail = Public["image"]["image"];
export type FacetsView = Public["facets"];
export type PlaceView = Public["map"]["places"][number];

/** What a list is narrowed by, as the API takes it. */
export type PhotoFilter = Omit<Inputs["gallery"]["public"]["facets"], "slug">;

/** Which list a page shows: whose, and narrowed by what. Enough to go on with it. */
export interface PhotoList {
  readonly slug: string;
  readonly filter: PhotoFilter;
}
