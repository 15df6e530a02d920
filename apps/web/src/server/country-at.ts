import type { Position } from "geojson";
import { type Countries, readCountries } from "./countries.ts";

interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Answers which country a place lies in, by outlines that are read once. */
export function createCountryFinder(): (place: Place) => Promise<string | null> {
  let reading: Promise<Countries> | undefined;
  return async (place) => {
    reading ??= readCountries();
    return countryOf(await reading, place);
  };
}

export function countryOf(countries: Countries, place: Place): string | null {
  const found = countries.features.find(({ geometry }) =>
    geometry.type === "Polygon"
      ? holds(geometry.coordinates, place)
      : geometry.coordinates.some((rings) => holds(rings, place)),
  );
  return found?.properties.name ?? null;
}

/** Within the outer ring, and in none of its holes: each ring that is crossed turns the answer. */
function holds(rings: readonly Position[][], place: Place): boolean {
  return rings.reduce((inside, ring) => inside !== crosses(ring, place), false);
}

/** Whether a line from the place to the east crosses a ring an odd number of times. */
function crosses(ring: readonly Position[], { latitude, longitude }: Place): boolean {
  let isInside = false;
  let [px = 0, py = 0] = ring.at(-1) ?? [];
  for (const [x = 0, y = 0] of ring) {
    const isBetween = y > latitude !== py > latitude;
    if (isBetween && longitude < ((px - x) * (latitude - y)) / (py - y) + x) isInside = !isInside;
    [px, py] = [x, y];
  }
  return isInside;
}
