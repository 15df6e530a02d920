/** A photo as a file, as its address names it. */
export interface DownloadName {
  readonly imageId: string;
  readonly accessKey: string;
}

export const downloadPrefix = "/download/";

/** `album` is one whose address the asker has. */
export function downloadPath(
  { imageId, accessKey }: DownloadName,
  mode: "clean" | "original",
  album: string | undefined,
): string {
  const query = new URLSearchParams({ mode, ...(album === undefined ? {} : { album }) });
  return `${downloadPrefix}${imageId}/${accessKey}?${query}`;
}

const pattern = /^\/download\/([0-9a-f-]{36})\/([A-Za-z0-9_-]{22})$/;

/** Null for a path that no photo has. */
export function readDownloadPath(path: string): DownloadName | null {
  const [, imageId, accessKey] = pattern.exec(path) ?? [];
  return imageId && accessKey ? { imageId, accessKey } : null;
}
