import { expect, test } from "vitest";
import { photoFactsSchema } from "./photo-facts.ts";
import { readPhotoFacts } from "./read-facts.ts";

const nowMs = Date.parse("2026-06-01T00:00:00Z");
const read = (tags: Record<string, unknown>) => readPhotoFacts(tags, nowMs);

test("a file that says nothing gives nothing", () => {
  const { keywords, ...single } = read({});
  expect(new Set(Object.values(single))).toEqual(new Set([null]));
  expect(keywords).toEqual([]);
});

test.each([
  ["north and east", [48, 12, 36], "N", [16, 22, 12], "E", 48.21, 16.37],
  ["south and west", [33, 51, 36], "S", [70, 30, 0], "W", -33.86, -70.5],
  ["degrees alone", [10.5], "N", [20.25], "E", 10.5, 20.25],
])(
  "a place %s has its sign from the letter",
  (_what, lat, latRef, lon, lonRef, latitude, longitude) => {
    const facts = read({
      GPSLatitude: lat,
      GPSLatitudeRef: latRef,
      GPSLongitude: lon,
      GPSLongitudeRef: lonRef,
    });
    expect(facts.latitude).toBeCloseTo(latitude, 6);
    expect(facts.longitude).toBeCloseTo(longitude, 6);
  },
);

test.each([
  ["0/0", [0, 0, 0], [0, 0, 0]],
  ["a zero denominator", [Number.POSITIVE_INFINITY, 0, 0], [16, 0, 0]],
  ["no number", [Number.NaN, 0, 0], [16, 0, 0]],
  ["beyond the pole", [91, 0, 0], [16, 0, 0]],
  ["a text", ["50.03NaN"], [16, 0, 0]],
  ["half of it", [48, 0, 0], undefined],
])("%s is no place", (_what, GPSLatitude, GPSLongitude) => {
  const { latitude, longitude } = read({ GPSLatitude, GPSLongitude });
  expect({ latitude, longitude }).toEqual({ latitude: null, longitude: null });
});

test.each([
  ["2025:05:04 10:11:12", "2025-05-04T10:11:12"],
  ["2025-05-04T10:11:12.5", "2025-05-04T10:11:12"],
  ["0000:00:00 00:00:00", null],
  ["1825:01:01 00:00:00", null],
  ["2026:06:03 00:00:01", null],
  ["2025:02:30 10:00:00", null],
  ["yesterday", null],
  [20250504, null],
])("a camera's time of %s is read as it was shown", (given, expected) => {
  expect(read({ DateTimeOriginal: given }).takenLocal).toBe(expected);
});

test.each([
  ["+05:45", 345],
  ["-03:30", -210],
  ["+99:00", null],
  ["Z", null],
])("an offset of %s is minutes east", (given, expected) => {
  expect(read({ OffsetTimeOriginal: given }).takenOffsetMin).toBe(expected);
});

test("texts lose control characters and ends, and are bounded", () => {
  expect(read({ Make: "\u0000 Nikon\u0007Corp \u0000" }).cameraMake).toBe("Nikon Corp");
  expect(read({ Model: "x".repeat(900) }).cameraModel).toHaveLength(500);
  expect(read({ title: { lang: "x-default", value: "Harbour" } }).title).toBe("Harbour");
  expect(read({ Make: " \u0000 " }).cameraMake).toBeNull();
});

test("a list gives its first value, and what is no finite number gives none", () => {
  expect(read({ ISO: [200, 0] }).iso).toBe(200);
  expect(read({ FNumber: "2.8" }).fNumber).toBeNull();
  expect(read({ ExposureTime: Number.NaN }).exposureTimeS).toBeNull();
  expect(read({ Flash: 25 }).flashFired).toBe(true);
});

test("whatever tags say, the facts are what the store takes", () => {
  const odd: unknown[] = [
    null,
    undefined,
    "",
    {},
    [],
    [null],
    -1,
    1e300,
    Number.NaN,
    new Date(0),
    true,
  ];
  const names = [
    "title",
    "Make",
    "FNumber",
    "ISO",
    "Flash",
    "Rating",
    "GPSLatitude",
    "GPSLongitude",
  ];
  for (const value of odd) {
    const facts = read(Object.fromEntries(names.map((name) => [name, value])));
    expect(photoFactsSchema.safeParse(facts).success).toBe(true);
  }
});

test.each([
  [{ Keywords: "Sea" }, ["Sea"]],
  [{ subject: ["Sea", " ", 7, "x".repeat(65), "Boats"], Keywords: "Old" }, ["Sea", "Boats"]],
])("keywords of %j are %j", (tags, keywords) => {
  expect(read(tags).keywords).toEqual(keywords);
});
