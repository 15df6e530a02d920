import { expect, test } from "vitest";
import { cameraName, exposureWords, placeWords, takenWords } from "./photo-words.ts";

const nothing = {
  ...{ cameraMake: null, cameraModel: null, focalLengthMm: null, focalLength35mm: null },
  ...{ fNumber: null, exposureTimeS: null, exposureBiasEv: null, iso: null, flashFired: null },
};

test("an exposure says what is known, as photographers write it", () => {
  const facts = { ...nothing, exposureTimeS: 0.004, fNumber: 2.8, iso: 400, focalLengthMm: 35 };
  expect(exposureWords(facts)).toEqual(["1/250 s", "f/2.8", "ISO 400", "35 mm"]);
  const long = { ...nothing, exposureTimeS: 2.5, exposureBiasEv: -0.333, focalLengthMm: 23 };
  expect(exposureWords({ ...long, focalLength35mm: 35, flashFired: true })).toEqual([
    ...["2.5 s", "23 mm (35 mm equivalent)", "−0.3 EV", "flash"],
  ]);
  expect(exposureWords(nothing)).toEqual([]);
});

test("a maker is named once", () => {
  expect(cameraName({ cameraMake: "NIKON CORPORATION", cameraModel: "NIKON D750" })).toBe(
    "NIKON D750",
  );
  expect(cameraName({ cameraMake: "FUJIFILM", cameraModel: "X-T5" })).toBe("FUJIFILM X-T5");
  expect(cameraName({ cameraMake: null, cameraModel: null })).toBeNull();
});

test("a camera's clock is read as text, and a place with its halves of the world", () => {
  expect(takenWords("2025-05-04T10:11:12")).toBe("4 May 2025, 10:11");
  expect(placeWords({ latitude: -33.86, longitude: 151.2 })).toBe("33.86° S, 151.20° E");
});
