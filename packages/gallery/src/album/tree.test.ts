import { expect, test } from "vitest";
import type { Visibility } from "../image/reach.ts";
import { type AlbumNode, decideEffective } from "./tree.ts";

const node = (albumId: string, parentId: string | null, visibility: Visibility): AlbumNode => ({
  ...{ albumId, parentId, visibility },
  effectiveVisibility: "public",
});

test("an album is as hidden as the most hidden one above it", () => {
  const nodes = [
    node("year", null, "public"),
    node("family", "year", "unlisted"),
    node("baby", "family", "public"),
    node("safe", "year", "private"),
    node("papers", "safe", "unlisted"),
  ];
  expect(decideEffective(nodes)).toEqual([
    { albumId: "family", effectiveVisibility: "unlisted" },
    { albumId: "baby", effectiveVisibility: "unlisted" },
    { albumId: "safe", effectiveVisibility: "private" },
    { albumId: "papers", effectiveVisibility: "private" },
  ]);
});

test("albums that lie in each other are refused", () => {
  const nodes = [node("a", "b", "public"), node("b", "a", "public")];
  expect(() => decideEffective(nodes)).toThrow(expect.objectContaining({ code: "ALBUM_CYCLE" }));
});

test("five albums may lie in each other, six may not", () => {
  const nested = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      node(`a${index}`, index === 0 ? null : `a${index - 1}`, "public"),
    );
  expect(decideEffective(nested(5))).toEqual([]);
  expect(() => decideEffective(nested(6))).toThrow(
    expect.objectContaining({ code: "ALBUM_DEPTH" }),
  );
});
