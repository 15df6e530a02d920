import { expect, test } from "vitest";
import { keepEdited } from "./keep-edited.ts";
import { readPhotoFacts } from "./read-facts.ts";

const facts = {
  ...readPhotoFacts({ Model: "Pocket 2", ISO: 200 }, Date.now()),
  ...{ title: "Harbour", caption: "At noon", keywords: ["sea"] },
  ...{ takenLocal: "2025-05-04T10:11:12", takenOffsetMin: 60 },
  ...{ latitude: -33.8, longitude: 151.2, altitudeM: 4 },
};

test("a photo that nobody edited takes everything from its file", () => {
  const { keywords, ...columns } = facts;
  expect(keepEdited(facts, [])).toEqual({ columns, keywords });
});

test.each([
  ["title", ["title"]],
  ["caption", ["caption"]],
  ["taken", ["takenLocal", "takenOffsetMin"]],
  ["location", ["latitude", "longitude", "altitudeM"]],
])("an edited %s is not overwritten, and everything else is", (field, names) => {
  const { columns, keywords } = keepEdited(facts, [field]);
  const { keywords: _keywords, ...all } = facts;
  const left = Object.entries(all).filter(([name]) => !names.includes(name));
  expect(columns).toEqual(Object.fromEntries(left));
  expect(keywords).toEqual(["sea"]);
});

test("edited tags get no keyword of the file", () => {
  expect(keepEdited(facts, ["tags"]).keywords).toEqual([]);
});

test("a file without a title takes none away", () => {
  const { columns } = keepEdited({ ...facts, title: null, caption: null }, []);
  expect(columns).not.toHaveProperty("title");
  expect(columns).not.toHaveProperty("caption");
});
