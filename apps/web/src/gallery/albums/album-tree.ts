import type { AlbumItem } from "../gallery-query.ts";

export interface AlbumNode {
  readonly album: AlbumItem;
  readonly depth: number;
  /** Those below the same parent, in their order; it is one of them. */
  readonly siblings: readonly AlbumItem[];
}

/** Albums as they stand below each other, each followed by its own. */
export function treeOf(albums: readonly AlbumItem[]): AlbumNode[] {
  const known = new Set(albums.map(({ albumId }) => albumId));
  const below = Map.groupBy(albums, ({ parentId }) =>
    parentId !== null && known.has(parentId) ? parentId : null,
  );
  function walk(parentId: string | null, depth: number): AlbumNode[] {
    const siblings = below.get(parentId) ?? [];
    return siblings.flatMap((album) => [
      { album, depth, siblings },
      ...walk(album.albumId, depth + 1),
    ]);
  }
  return walk(null, 0);
}

export interface AlbumMove {
  albumId: string;
  parentId: string | null;
  afterId: string | null;
}

/** One place up or down among those below the same parent; null at the end. */
export function stepAlbum({ album, siblings }: AlbumNode, step: -1 | 1): AlbumMove | null {
  const at = siblings.findIndex(({ albumId }) => albumId === album.albumId);
  const to = at + step;
  if (to < 0 || to >= siblings.length) return null;
  const others = siblings.filter(({ albumId }) => albumId !== album.albumId);
  return {
    ...{ albumId: album.albumId, parentId: album.parentId },
    afterId: others[to - 1]?.albumId ?? null,
  };
}

/** Into the album that stands before it, at the end of what is there; null where none does. */
export function nestAlbum(
  { album, siblings }: AlbumNode,
  all: readonly AlbumItem[],
): AlbumMove | null {
  const at = siblings.findIndex(({ albumId }) => albumId === album.albumId);
  const parent = siblings[at - 1];
  if (parent === undefined) return null;
  const last = all.filter(({ parentId }) => parentId === parent.albumId).at(-1);
  const { albumId } = album;
  return { albumId, parentId: parent.albumId, afterId: last?.albumId ?? parent.albumId };
}

/** Out of the album that it is in, to stand behind it; null at the top. */
export function liftAlbum({ album }: AlbumNode, all: readonly AlbumItem[]): AlbumMove | null {
  const parent = all.find(({ albumId }) => albumId === album.parentId);
  if (parent === undefined) return null;
  return { albumId: album.albumId, parentId: parent.parentId, afterId: parent.albumId };
}
