import { mediaPath } from "../image/media-path.ts";
import { encodeHash, type VariantView } from "../image/view.ts";
import type { ShownRow } from "./listing-store.ts";
import { noVariants, type ShownVariants } from "./variant-store.ts";

/** A photo as strangers see it: no file name, hash, storage key or state of work, and no place. */
export interface PublicImage {
  imageId: string;
  title: string;
  caption: string;
  /** What stands for it where it cannot be seen. */
  alt: string;
  width: number;
  height: number;
  thumbhash: string | null;
  dominantColor: string | null;
  takenLocal: string | null;
  cameraModel: string | null;
  /** WebP, the smallest first; there is at least one. */
  variants: VariantView[];
  /** The same as AVIF, where it was made. */
  avif: VariantView[];
}

type Shown = Omit<ShownRow, "at">;

export function viewPublicImage(row: Shown, shown: ShownVariants = noVariants): PublicImage {
  const { imageId, title, caption, thumbhash, dominantColor, takenLocal, cameraModel } = row;
  return {
    ...{ imageId, title, caption, dominantColor, takenLocal, cameraModel },
    alt: describeImage(row),
    width: row.width ?? 1,
    height: row.height ?? 1,
    thumbhash: encodeHash(thumbhash),
    ...viewRenditions(row, shown),
  };
}

/** How a page names a photo's renditions. */
export function viewRenditions(
  image: { imageId: string; accessKey: string },
  { webp, avif }: ShownVariants,
): { variants: VariantView[]; avif: VariantView[] } {
  const { imageId, accessKey } = image;
  const view = (rows: ShownVariants["webp"]) =>
    rows.map(({ edge, width, height, recipe }) => ({
      ...{ edge, width, height },
      path: mediaPath({ imageId, accessKey, rendition: recipe, edge }),
    }));
  return { variants: view(webp), avif: view(avif) };
}

/** The text that somebody wrote for it, else its title, else what the camera said. */
export function describeImage(
  row: Pick<Shown, "altText" | "title" | "takenLocal" | "cameraModel">,
): string {
  if (row.altText !== "") return row.altText;
  if (row.title !== "") return row.title;
  const date = row.takenLocal?.slice(0, 10) ?? null;
  return ["Photo", date, row.cameraModel].filter((part) => part !== null).join(", ");
}
