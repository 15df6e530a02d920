import { explainWorkError } from "../work/explain.ts";
import type { ImageRow, VariantRow } from "./list-store.ts";
import { mediaPath } from "./media-path.ts";

/** One rendition as a page names it. */
export interface VariantView {
  readonly edge: number;
  readonly width: number;
  readonly height: number;
  readonly path: string;
}

/** A photo as its organization's members see it. */
export interface ImageView {
  imageId: string;
  version: number;
  title: string;
  caption: string;
  altText: string;
  originalName: string;
  sizeBytes: number;
  width: number | null;
  height: number | null;
  /** Base64; stands in until a rendition is there. */
  thumbhash: string | null;
  dominantColor: string | null;
  processing: ImageRow["processing"];
  publication: ImageRow["publication"];
  reach: ImageRow["reach"];
  /** Why it is set aside; null while it is not. */
  failure: { code: string; sentence: string; detail: string | null } | null;
  takenLocal: string | null;
  cameraModel: string | null;
  lensModel: string | null;
  isDamaged: boolean;
  isTrashed: boolean;
  /** When the trash loses it; null while it is not in the trash. */
  goneAt: Date | null;
  /** Whether the asker may change it. */
  mayWrite: boolean;
  createdAt: Date;
  variants: VariantView[];
}

/** How long a photo stays in the trash. */
export const trashDays = 30;
const dayMs = 86_400_000;

export function viewImage(
  row: ImageRow,
  variants: readonly VariantRow[],
  mayWrite: boolean,
): ImageView {
  const {
    errorCode: code,
    errorDetail: detail,
    thumbhash,
    accessKey,
    cursorAt: _,
    trashedAt,
    ...rest
  } = row;
  return {
    ...rest,
    thumbhash: encodeHash(thumbhash),
    goneAt: trashedAt === null ? null : new Date(trashedAt.getTime() + trashDays * dayMs),
    failure: code === null ? null : { code, sentence: explainWorkError(code), detail },
    mayWrite,
    variants: viewVariants({ imageId: row.imageId, accessKey }, variants),
  };
}

export function encodeHash(thumbhash: Uint8Array | null): string | null {
  return thumbhash === null ? null : Buffer.from(thumbhash).toString("base64");
}

/** The newest complete set, smallest first. */
export function viewVariants(
  image: { imageId: string; accessKey: string },
  variants: readonly VariantRow[],
): VariantView[] {
  return variants.map(({ edge, width, height, recipe }) => ({
    ...{ edge, width, height },
    path: mediaPath({ ...image, rendition: recipe, edge }),
  }));
}
