import { expect, test } from "vitest";
import { isEverything, matchingOf, photoAddress, readPhotoFilter } from "./photo-filter.ts";

const read = (query: string) => {
  const params = new URLSearchParams(query);
  return readPhotoFilter((name) => params.get(name));
};

test("an address and its filter say the same", () => {
  const filter = read("state=draft&album=a1&tag=t1&camera=Pocket+2&lens=35mm&words=red+boat");
  expect(matchingOf(filter)).toEqual({
    ...{ state: "draft", albumId: "a1", tagId: "t1", camera: "Pocket 2", lens: "35mm" },
    words: "red boat",
  });
  expect(read(photoAddress(filter).split("?")[1] ?? "")).toEqual(filter);
});

test("what an address does not know narrows nothing", () => {
  const filter = read("state=loud&words=++&page=7");
  expect(isEverything(filter)).toBe(true);
  expect(photoAddress(filter)).toBe("/gallery");
});
