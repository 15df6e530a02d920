import { expect, test } from "vitest";
import { createCountryFinder } from "./country-at.ts";

test.each([
  [{ latitude: 48.86, longitude: 2.35 }, "France"],
  [{ latitude: -33.86, longitude: 150.9 }, "Australia"],
  [{ latitude: 61.0, longitude: 9.0 }, "Norway"],
  [{ latitude: 0, longitude: -30 }, null],
])("%o lies in %s", async (place, country) => {
  expect(await createCountryFinder()(place)).toBe(country);
});
