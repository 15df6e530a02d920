export type DownloadMode = "never" | "clean" | "original";

const modes: readonly DownloadMode[] = ["never", "clean", "original"];

/** What a photo may be had as: the most that any album allows through which the asker sees it; without one, nothing. */
export function decideDownload(albums: readonly DownloadMode[]): DownloadMode {
  return modes.findLast((mode) => albums.includes(mode)) ?? "never";
}

/** Whether a file may be had this way where that much is allowed: the original includes its clean copy. */
export function allowsDownload(allowed: DownloadMode, asked: "clean" | "original"): boolean {
  return modes.indexOf(asked) <= modes.indexOf(allowed);
}
