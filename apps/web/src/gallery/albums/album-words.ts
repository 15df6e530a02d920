import type { AlbumItem, GallerySettings } from "../gallery-query.ts";

type Seen = Pick<AlbumItem, "visibility" | "effectiveVisibility" | "published" | "parentId">;

const visitors = {
  public: "Everyone sees it in the gallery",
  unlisted: "Whoever has its address sees it; it is listed nowhere",
  private: "Only members and whoever has a share link see it",
} as const;

/** Who can see an album now, in one sentence that names what holds them back. */
export function whoSees(
  album: Seen,
  settings: Pick<GallerySettings, "isOpen">,
  above: readonly Pick<AlbumItem, "title" | "visibility">[],
): string {
  const seen = album.effectiveVisibility;
  if (!settings.isOpen && seen !== "private") {
    return "Nobody outside sees it: the gallery is closed. Members and whoever has a share link do.";
  }
  if (album.published === 0) {
    return `${visitors[seen]}, but none of its photos is published.`;
  }
  const cause = above.find(({ visibility }) => visibility === seen);
  const isOwn = album.visibility === seen || cause === undefined;
  return isOwn ? `${visitors[seen]}.` : `${visitors[seen]}, as it lies in ${cause.title}.`;
}

/** The albums that one lies in, the nearest first. */
export function albumsAbove(
  album: Pick<AlbumItem, "parentId">,
  all: readonly AlbumItem[],
): AlbumItem[] {
  const parent = all.find(({ albumId }) => albumId === album.parentId);
  return parent === undefined ? [] : [parent, ...albumsAbove(parent, all)];
}

export const visibilityOptions = [
  { value: "public", label: "Public", note: "Everyone, in the gallery" },
  { value: "unlisted", label: "Unlisted", note: "Whoever has the address" },
  { value: "private", label: "Private", note: "Members and share links" },
] as const;

/** How far an album is seen, in one word. */
export function visibilityWord(visibility: Seen["effectiveVisibility"]): string {
  return visibilityOptions.find(({ value }) => value === visibility)?.label ?? visibility;
}
