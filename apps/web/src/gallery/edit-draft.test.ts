import { expect, test } from "vitest";
import { changedFields, draftOf, problemsOf, readPlace, readTags, updateOf } from "./edit-draft.ts";

const image = {
  ...{ title: "Pier", caption: "", altText: "", credit: "", license: "", onHome: true },
  ...{ takenLocal: "2025-05-04 10:11:12", takenOffsetMin: 60, latitude: 1.5, longitude: -2 },
  tags: [{ tagId: "t1", name: "Sea", slug: "sea" }],
};

test("a sheet that nobody touched saves nothing", () => {
  expect(updateOf(draftOf(image), image, new Set())).toEqual({});
  expect(changedFields(draftOf(image), draftOf(image))).toEqual([]);
});

test("what was changed is saved, and nothing else", () => {
  const draft = {
    ...draftOf(image),
    title: "Dock",
    taken: "2025-05-04T10:12",
    tags: "Sea, Boats,,",
  };
  expect(updateOf(draft, image, new Set())).toEqual({
    title: "Dock",
    taken: { local: "2025-05-04T10:12:00", offsetMin: 60 },
    tags: ["Sea", "Boats"],
  });
  const nowhere = { ...draftOf(image), latitude: "", longitude: " ", taken: "" };
  expect(updateOf(nowhere, image, new Set())).toEqual({ place: null, taken: null });
});

test("what is given back to the file is not written over it", () => {
  const draft = { ...draftOf(image), title: "Dock", latitude: "7", credit: "Ada" };
  expect(updateOf(draft, image, new Set(["title", "location"] as const))).toEqual({
    credit: "Ada",
    fromFile: ["title", "location"],
  });
});

test.each([
  ["", "", null],
  ["48.85", " 2.29 ", { latitude: 48.85, longitude: 2.29 }],
  ["91", "0", undefined],
  ["north", "0", undefined],
  ["1", "", undefined],
])("%j and %j is the place %j", (latitude, longitude, place) => {
  expect(readPlace({ latitude, longitude })).toEqual(place);
});

test("problems stand at their fields", () => {
  const many = Array.from({ length: 51 }, (_, n) => `t${n}`).join(",");
  expect(Object.keys(problemsOf({ ...draftOf(image), latitude: "99" }))).toEqual(["latitude"]);
  expect(Object.keys(problemsOf({ ...draftOf(image), tags: many }))).toEqual(["tags"]);
  expect(readTags("a, a ,b")).toEqual(["a", "b"]);
});
