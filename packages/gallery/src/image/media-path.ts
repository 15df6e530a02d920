/** Which bytes an address names. */
export interface MediaName {
  readonly imageId: string;
  readonly accessKey: string;
  /** `<source16>-<recipe>`. */
  readonly rendition: string;
  readonly edge: number;
}

export const mediaPrefix = "/media/";

/** Never names other bytes; ends when fewer may see the photo, since its key changes then. */
export function mediaPath({ imageId, accessKey, rendition, edge }: MediaName): string {
  return `${mediaPrefix}${imageId}/${accessKey}/${rendition}/${edge}.webp`;
}

const pattern =
  /^\/media\/([0-9a-f-]{36})\/([A-Za-z0-9_-]{22})\/([0-9a-f]{16}-w[0-9a-f]{8})\/(\d{1,5})\.webp$/;

/** Null for a path that no photo has. */
export function readMediaPath(path: string): MediaName | null {
  const [, imageId, accessKey, rendition, edge] = pattern.exec(path) ?? [];
  if (!imageId || !accessKey || !rendition || !edge) return null;
  return { imageId, accessKey, rendition, edge: Number(edge) };
}
