import type { RawTags } from "./read-facts.ts";

type Place = { latitude: number | null; longitude: number | null; altitudeM: number | null };

const nowhere: Place = { latitude: null, longitude: null, altitudeM: null };

/** Where it was taken: degrees, minutes and seconds, whose sign the letter beside them gives. Exactly 0/0 is nowhere. */
export function readPlace(tags: RawTags): Place {
  const latitude = readDegrees(tags["GPSLatitude"], tags["GPSLatitudeRef"], 90);
  const longitude = readDegrees(tags["GPSLongitude"], tags["GPSLongitudeRef"], 180);
  if (latitude === null || longitude === null || (latitude === 0 && longitude === 0))
    return nowhere;
  return { latitude, longitude, altitudeM: readAltitude(tags) };
}

function readDegrees(value: unknown, letter: unknown, most: number): number | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > 3) return null;
  let degrees = 0;
  for (const [index, part] of value.entries()) {
    if (typeof part !== "number" || !Number.isFinite(part) || part < 0) return null;
    degrees += part / 60 ** index;
  }
  if (degrees > most) return null;
  return typeof letter === "string" && /^[SW]/i.test(letter) ? -degrees : degrees;
}

const belowSea = 1;
const highestM = 100_000;

function readAltitude(tags: RawTags): number | null {
  const metres = tags["GPSAltitude"];
  if (typeof metres !== "number" || !Number.isFinite(metres) || Math.abs(metres) > highestM)
    return null;
  const reference = tags["GPSAltitudeRef"];
  const sign = reference instanceof Uint8Array ? reference[0] : reference;
  return sign === belowSea ? -metres : metres;
}
