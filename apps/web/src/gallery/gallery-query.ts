import type { Inputs, Outputs } from "../data/router-types.ts";

export type ImageItem = Outputs["gallery"]["images"]["list"]["items"][number];
export type AlbumItem = Outputs["gallery"]["albums"]["list"][number];

/** Which photos the console shows. */
export const imageFilters = ["all", "draft", "published", "failed", "trash"] as const;
export type ImageFilterName = (typeof imageFilters)[number];

const pageSize = 60;

/** Read alike by the server, which asks first, and by the browser, which goes on. */
export function imageListInput(
  filter: ImageFilterName,
  albumId?: string,
): Inputs["gallery"]["images"]["list"] {
  return {
    limit: pageSize,
    ...(albumId === undefined ? {} : { albumId }),
    ...(filter === "draft" || filter === "published" || filter === "failed"
      ? { state: filter }
      : {}),
    ...(filter === "trash" ? { isTrashed: true } : {}),
  };
}

export const nextImageCursor = (page: { readonly nextCursor: string | null }) =>
  page.nextCursor ?? undefined;

const busyMs = 1_500;
const calmMs = 15_000;

/** How soon to ask again: soon while something is being made of a photo. */
export function imageFollowMs(
  images: readonly Pick<ImageItem, "processing">[] | undefined,
): number {
  const isBusy = images?.some(
    ({ processing }) => processing === "received" || processing === "viewable",
  );
  return isBusy === true ? busyMs : calmMs;
}
