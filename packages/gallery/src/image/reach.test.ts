import { expect, test } from "vitest";
import { decideReach, isShrunk, narrowest, type Visibility } from "./reach.ts";

const seen = { isPublished: true, isTrashed: false, hasVariant: true, onHome: true };

test.each<[string, Partial<typeof seen>, Visibility[], string]>([
  ["a published photo in no album", {}, [], "public"],
  ["one that is kept off the front page", { onHome: false }, [], "none"],
  ["a draft", { isPublished: false }, ["public"], "none"],
  ["one in the trash", { isTrashed: true }, ["public"], "none"],
  ["one without a rendition yet", { hasVariant: false }, ["public"], "none"],
  ["one in a private album alone", {}, ["private"], "private"],
  ["one in an unlisted and a private album", {}, ["private", "unlisted"], "unlisted"],
  ["one in a public album among others", {}, ["private", "public", "unlisted"], "public"],
  ["one off the front page, in a public album", { onHome: false }, ["public"], "public"],
])("%s reaches as far as its widest way", (_what, facts, albums, reach) => {
  expect(decideReach({ ...seen, ...facts, albums })).toBe(reach);
});

test("a reach shrinks only downwards", () => {
  expect(isShrunk("public", "unlisted")).toBe(true);
  expect(isShrunk("none", "public")).toBe(false);
  expect(isShrunk("private", "private")).toBe(false);
});

test("an album is no more visible than any above it", () => {
  expect(narrowest(["public", "private", "unlisted"])).toBe("private");
  expect(narrowest(["public", "unlisted"])).toBe("unlisted");
  expect(narrowest(["public"])).toBe("public");
});
