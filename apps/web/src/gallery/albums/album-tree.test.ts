import { expect, test } from "vitest";
import type { AlbumItem } from "../gallery-query.ts";
import { liftAlbum, nestAlbum, stepAlbum, treeOf } from "./album-tree.ts";
import { albumsAbove, whoSees } from "./album-words.ts";

const album = (
  albumId: string,
  parentId: string | null,
  change: Partial<AlbumItem> = {},
): AlbumItem => ({
  ...{ albumId, parentId, slug: albumId, title: albumId.toUpperCase(), description: "" },
  ...{ visibility: "public", effectiveVisibility: "public", orderBy: "manual", version: 1 },
  ...{ location: "hidden", download: "never", zoom: "variants", layout: null, coverImageId: null },
  ...{ keepFileNames: false, dailyWeight: 1, images: 2, published: 1 },
  ...change,
});

const all = [
  album("a", null),
  album("b", null),
  album("b1", "b"),
  album("b2", "b"),
  album("c", null),
];
const tree = treeOf(all);
const nodeOf = (id: string) => {
  const node = tree.find((each) => each.album.albumId === id);
  if (node === undefined) throw new Error(`There is no ${id}`);
  return node;
};

test("albums stand below each other in their order", () => {
  expect(tree.map((node) => `${node.depth}${node.album.albumId}`)).toEqual([
    "0a",
    "0b",
    "1b1",
    "1b2",
    "0c",
  ]);
});

test("an album moves among its siblings, and not beyond them", () => {
  expect(stepAlbum(nodeOf("b"), -1)).toEqual({ albumId: "b", parentId: null, afterId: null });
  expect(stepAlbum(nodeOf("b"), 1)).toEqual({ albumId: "b", parentId: null, afterId: "c" });
  expect(stepAlbum(nodeOf("a"), 1)).toEqual({ albumId: "a", parentId: null, afterId: "b" });
  expect(stepAlbum(nodeOf("a"), -1)).toBeNull();
  expect(stepAlbum(nodeOf("b2"), 1)).toBeNull();
});

test("an album goes into the one before it, and out behind the one it is in", () => {
  expect(nestAlbum(nodeOf("c"), all)).toEqual({ albumId: "c", parentId: "b", afterId: "b2" });
  expect(nestAlbum(nodeOf("b"), all)).toEqual({ albumId: "b", parentId: "a", afterId: "a" });
  expect(nestAlbum(nodeOf("a"), all)).toBeNull();
  expect(liftAlbum(nodeOf("b1"), all)).toEqual({ albumId: "b1", parentId: null, afterId: "b" });
  expect(liftAlbum(nodeOf("a"), all)).toBeNull();
});

const open = { isOpen: true };

test.each([
  [album("x", null), open, [], "Everyone sees it in the gallery."],
  [album("x", null), { isOpen: false }, [], /^Nobody outside sees it: the gallery is closed/],
  [album("x", null, { published: 0 }), open, [], /but none of its photos is published\.$/],
  [
    album("x", "y", { effectiveVisibility: "private" }),
    ...[open, [album("y", null, { visibility: "private", title: "Safe" })]],
    "Only members and whoever has a share link see it, as it lies in Safe.",
  ],
] as const)("a sentence says who sees an album", (one, settings, above, sentence) => {
  expect(whoSees(one, settings, above)).toMatch(sentence);
});

test("the albums above one are told from the nearest", () => {
  expect(albumsAbove(album("x", "b1"), all).map(({ albumId }) => albumId)).toEqual(["b1", "b"]);
});
