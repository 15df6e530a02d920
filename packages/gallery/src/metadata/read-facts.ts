import type { PhotoFacts } from "./photo-facts.ts";
import { readPlace } from "./place.ts";
import { readOffset, readTakenLocal } from "./taken.ts";
import { cleanText } from "./text.ts";

/** Tags of EXIF, IPTC and XMP by their names, as a parser gives them: nothing about them is believed. */
export type RawTags = Readonly<Record<string, unknown>>;

/** What a file says of its photo. Serial numbers, owners' names and makers' notes are not looked at. */
export function readPhotoFacts(tags: RawTags, nowMs: number): PhotoFacts {
  const small = (name: string) => whole(tags[name], 0, 65_535);
  return {
    title: firstText(tags, "title", "ObjectName", "Headline"),
    caption: firstText(tags, "description", "Caption", "ImageDescription"),
    keywords: readKeywords(tags["subject"] ?? tags["Keywords"]),
    takenLocal: readTakenLocal(tags["DateTimeOriginal"] ?? tags["CreateDate"], nowMs),
    takenOffsetMin: readOffset(tags["OffsetTimeOriginal"] ?? tags["OffsetTime"]),
    cameraMake: cleanText(tags["Make"]),
    cameraModel: cleanText(tags["Model"]),
    lensModel: cleanText(tags["LensModel"]),
    focalLengthMm: figure(tags["FocalLength"], 0, 10_000),
    focalLength35mm: figure(tags["FocalLengthIn35mmFormat"], 0, 10_000),
    fNumber: figure(tags["FNumber"], 0, 1_000),
    exposureTimeS: figure(tags["ExposureTime"], 0, 1_000_000),
    exposureBiasEv: figure(tags["ExposureCompensation"] ?? tags["ExposureBiasValue"], -100, 100),
    iso: whole(tags["ISO"], 1, 100_000_000),
    exposureProgram: small("ExposureProgram"),
    meteringMode: small("MeteringMode"),
    whiteBalance: small("WhiteBalance"),
    flashFired: readFlash(small("Flash")),
    rating: whole(tags["Rating"], 0, 5),
    ...readPlace(tags),
  };
}

function firstText(tags: RawTags, ...names: string[]): string | null {
  for (const name of names) {
    const found = cleanText(tags[name]);
    if (found !== null) return found;
  }
  return null;
}

const keywordsMost = 50;
const keywordMostChars = 64;

/** One word, or a list of them; what is too long for a tag is left out. */
function readKeywords(value: unknown): string[] {
  const said = Array.isArray(value) ? value : [value];
  const clean = said.map(cleanText).filter((word) => word !== null);
  return clean.filter((word) => word.length <= keywordMostChars).slice(0, keywordsMost);
}

/** A finite number inside the bounds, a list's first one; parsers answer texts like `50.03NaN`, too. */
function figure(value: unknown, least: number, most: number): number | null {
  const first = Array.isArray(value) ? value[0] : value;
  const isFigure = typeof first === "number" && Number.isFinite(first);
  return isFigure && first >= least && first <= most ? first : null;
}

function whole(value: unknown, least: number, most: number): number | null {
  const found = figure(value, least, most);
  return found === null ? null : Math.round(found);
}

/** The lowest bit says whether it fired. */
function readFlash(flash: number | null): boolean | null {
  return flash === null ? null : (flash & 1) === 1;
}
