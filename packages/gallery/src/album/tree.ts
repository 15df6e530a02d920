import { GalleryError } from "../errors.ts";
import { narrowest, type Visibility } from "../image/reach.ts";

/** Where an album lies, and what it says of itself. */
export interface AlbumNode {
  readonly albumId: string;
  readonly parentId: string | null;
  readonly visibility: Visibility;
  readonly effectiveVisibility: Visibility;
}

const depthMost = 5;

/**
 * Whose effective visibility is another than the one stored, given how the albums lie now. Throws ALBUM_CYCLE when one
 * lies inside itself, and ALBUM_DEPTH when they lie too deep.
 */
export function decideEffective(
  nodes: readonly AlbumNode[],
): { albumId: string; effectiveVisibility: Visibility }[] {
  const byId = new Map(nodes.map((node) => [node.albumId, node]));
  return nodes.flatMap((node) => {
    const path = pathOf(node, byId);
    const effectiveVisibility = narrowest(path.map((each) => each.visibility));
    const isSame = effectiveVisibility === node.effectiveVisibility;
    return isSame ? [] : [{ albumId: node.albumId, effectiveVisibility }];
  });
}

function pathOf(node: AlbumNode, byId: ReadonlyMap<string, AlbumNode>): AlbumNode[] {
  const path: AlbumNode[] = [];
  let next: AlbumNode | undefined = node;
  while (next !== undefined) {
    if (path.includes(next)) throw new GalleryError("ALBUM_CYCLE");
    path.push(next);
    if (path.length > depthMost) throw new GalleryError("ALBUM_DEPTH");
    next = next.parentId === null ? undefined : byId.get(next.parentId);
  }
  return path;
}
