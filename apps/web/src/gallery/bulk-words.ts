import { formatCount } from "../design/format.ts";
import type { BulkResult } from "./gallery-query.ts";

/** Why a photo was left as it was, in a few words. */
const reasons: Readonly<Record<string, string>> = {
  IMAGE_NOT_FOUND: "is not there any more",
  NOT_PERMITTED: "is not yours to change",
  TAGS_MOST: "would bear more than 50 tags",
  TAKEN_UNKNOWN: "has no time to shift",
  NOT_IN_TRASH: "is not in the trash",
  ALBUM_NOT_FOUND: "came after the album was deleted",
};

/** What was done: "3 photos published, 1 left as it was". */
export function tellChanged(verb: string, { changed, unchanged }: BulkResult): string {
  const done = `${formatCount(changed.length, "photo")} ${verb}`;
  if (unchanged.length === 0) return done;
  return `${done}, ${unchanged.length} left as ${unchanged.length === 1 ? "it was" : "they were"}`;
}

export interface LeftPhotos {
  code: string;
  reason: string;
  imageIds: string[];
}

/** The photos that were left, by reason. */
export function groupLeft(unchanged: BulkResult["unchanged"]): LeftPhotos[] {
  return [...Map.groupBy(unchanged, ({ code }) => code)].map(([code, left]) => ({
    code,
    reason: reasons[code] ?? "could not be changed just now",
    imageIds: left.map(({ imageId }) => imageId),
  }));
}
