import type { Inputs, Outputs } from "../data/router-types.ts";
import { matchingOf, type PhotoFilter } from "./photo-filter.ts";

export type ImageItem = Outputs["gallery"]["images"]["list"]["items"][number];
export type FullImage = Outputs["gallery"]["images"]["get"];
export type AlbumItem = Outputs["gallery"]["albums"]["list"][number];
export type TagItem = Outputs["gallery"]["tags"]["list"]["items"][number];
export type GallerySettings = Outputs["gallery"]["settings"]["get"];
export type BulkChange = Inputs["gallery"]["images"]["bulk"]["change"];
export type BulkResult = Outputs["gallery"]["images"]["bulk"];

const pageSize = 60;

/** Read alike by the server, which asks first, and by the browser, which goes on. */
export function imageListInput(filter: PhotoFilter): Inputs["gallery"]["images"]["list"] {
  return { limit: pageSize, ...matchingOf(filter) };
}

export const trashListInput: Inputs["gallery"]["images"]["list"] = {
  limit: pageSize,
  isTrashed: true,
};

export const tagListInput: Inputs["gallery"]["tags"]["list"] = { limit: 200 };

export function albumImagesInput(albumId: string): Inputs["gallery"]["albums"]["images"] {
  return { limit: 200, albumId };
}

/** The next page of any of these lists. */
export const nextImageCursor = (page: { readonly nextCursor: string | null }) =>
  page.nextCursor ?? undefined;

const busyMs = 1_500;
/** While one is told: the stream may be open and nothing of what happens elsewhere come through it, as without Redis. */
const busyToldMs = 5_000;
const calmMs = 15_000;

/** How soon to ask again: soon while something is being made of a photo, less so where one is told of it. */
export function imageFollowMs(
  images: readonly Pick<ImageItem, "processing">[] | undefined,
  isTold: boolean,
): number {
  const isBusy = images?.some(
    ({ processing }) => processing === "received" || processing === "viewable",
  );
  if (isBusy !== true) return calmMs;
  return isTold ? busyToldMs : busyMs;
}
