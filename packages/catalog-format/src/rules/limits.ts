/** How large a file of a data repository may be, and how many there may be. */
export const limits = {
  maxTomlBytes: 64 * 1024,
  maxDescriptionBytes: 64 * 1024,
  maxComposeBytes: 64 * 1024,
  maxIconBytes: 64 * 1024,
  maxScreenshotBytes: 512 * 1024,
  maxLeanBytes: 8 * 1024,
  /** Older ones stay in git and are not looked at. */
  maxReleases: 200,
  /** A wider folder makes every commit slow. */
  maxFolderItems: 2_000,
  maxRecords: 200_000,
  /** One entry's folder with all releases and pictures that count: whoever judges it holds all of it at once. */
  maxEntryBytes: 16 * 1024 * 1024,
  /** Texts of all records that one commit changes: whoever judges it holds them until it is taken. */
  maxTextBytes: 512 * 1024 * 1024,
} as const;
