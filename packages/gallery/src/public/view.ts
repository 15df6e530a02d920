import type { VariantRow } from "../image/list-store.ts";
import { encodeHash, type VariantView, viewVariants } from "../image/view.ts";
import type { findHomeImages } from "./store.ts";

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
  variants: VariantView[];
}

type ShownRow = Omit<Awaited<ReturnType<typeof findHomeImages>>[number], "cursorAt">;

export function viewPublicImage(row: ShownRow, variants: readonly VariantRow[]): PublicImage {
  const { imageId, title, caption, thumbhash, dominantColor, takenLocal, cameraModel } = row;
  return {
    ...{ imageId, title, caption, dominantColor, takenLocal, cameraModel },
    alt: describeImage(row),
    width: row.width ?? 1,
    height: row.height ?? 1,
    thumbhash: encodeHash(thumbhash),
    variants: viewVariants(row, variants),
  };
}

/** The text that somebody wrote for it, else its title, else what the camera said. */
function describeImage(row: ShownRow): string {
  if (row.altText !== "") return row.altText;
  if (row.title !== "") return row.title;
  const date = row.takenLocal?.slice(0, 10) ?? null;
  return ["Photo", date, row.cameraModel].filter((part) => part !== null).join(", ");
}
