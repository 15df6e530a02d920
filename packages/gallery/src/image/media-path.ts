/** One rendition, as its address names it. */
export interface MediaName {
  readonly imageId: string;
  readonly accessKey: string;
  /** `<source16>-<recipe>`; the recipe's first letter says which format it makes. */
  readonly rendition: string;
  readonly edge: number;
}

export type MediaFormat = "webp" | "avif";

export const mediaPrefix = "/media/";

/** Never names other bytes; ends when fewer may see the photo, since its key changes then. */
export function mediaPath({ imageId, accessKey, rendition, edge }: MediaName): string {
  return `${mediaPrefix}${imageId}/${accessKey}/${rendition}/${edge}.${formatOf(rendition)}`;
}

/** Which format a rendition is of. */
export function formatOf(rendition: string): MediaFormat {
  return rendition.charAt(source16Chars + 1) === "a" ? "avif" : "webp";
}

const source16Chars = 16;

const pattern =
  /^\/media\/([0-9a-f-]{36})\/([A-Za-z0-9_-]{22})\/([0-9a-f]{16}-[wa][0-9a-f]{8})\/(\d{1,5})\.(webp|avif)$/;

/** Null for a path that no photo has. */
export function readMediaPath(path: string): MediaName | null {
  const [, imageId, accessKey, rendition, edge, format] = pattern.exec(path) ?? [];
  if (!imageId || !accessKey || !rendition || !edge) return null;
  return formatOf(rendition) === format
    ? { imageId, accessKey, rendition, edge: Number(edge) }
    : null;
}
