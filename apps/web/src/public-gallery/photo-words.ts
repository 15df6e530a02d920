import type { PhotoDetail } from "./public-types.ts";

type Facts = Pick<
  PhotoDetail,
  | "cameraMake"
  | "cameraModel"
  | "focalLengthMm"
  | "focalLength35mm"
  | "fNumber"
  | "exposureTimeS"
  | "exposureBiasEv"
  | "iso"
  | "flashFired"
>;

/** Maker and model, the maker once. */
export function cameraName({ cameraMake, cameraModel }: Pick<Facts, "cameraMake" | "cameraModel">) {
  if (cameraModel === null) return cameraMake;
  const [brand = ""] = (cameraMake ?? "").split(" ");
  const isTold = brand === "" || cameraModel.toLowerCase().startsWith(brand.toLowerCase());
  return isTold ? cameraModel : `${brand} ${cameraModel}`;
}

/** "1/250 s · f/2.8 · ISO 400 · 35 mm": what is known of it. */
export function exposureWords(facts: Facts): string[] {
  const { exposureTimeS, fNumber, iso, focalLengthMm, focalLength35mm } = facts;
  const { exposureBiasEv, flashFired } = facts;
  const isOther = focalLength35mm !== null && focalLength35mm !== focalLengthMm;
  const equivalent = isOther ? ` (${round(focalLength35mm, 0)} mm equivalent)` : "";
  const bias = exposureBiasEv === null ? 0 : round(exposureBiasEv, 1);
  return [
    exposureTimeS === null ? null : `${timeWords(exposureTimeS)} s`,
    fNumber === null ? null : `f/${round(fNumber, 1)}`,
    iso === null ? null : `ISO ${iso}`,
    focalLengthMm === null ? null : `${round(focalLengthMm, 1)} mm${equivalent}`,
    bias === 0 ? null : `${bias > 0 ? "+" : "−"}${Math.abs(bias)} EV`,
    flashFired === true ? "flash" : null,
  ].filter((word) => word !== null);
}

function timeWords(seconds: number): string {
  if (seconds <= 0) return "0";
  return seconds < 0.35 ? `1/${Math.round(1 / seconds)}` : String(round(seconds, 1));
}

const months = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
] as const;

/** The camera's own clock as it stood: "4 May 2025, 10:11". No time zone is put to it. */
export function takenWords(takenLocal: string): string {
  const [, year, month, day, time] =
    /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2})/.exec(takenLocal) ?? [];
  const name = months[Number(month) - 1];
  return name === undefined ? takenLocal : `${Number(day)} ${name} ${year}, ${time}`;
}

/** "33.86° S, 151.21° E". */
export function placeWords(place: { latitude: number; longitude: number }, decimals = 2): string {
  const { latitude, longitude } = place;
  const ns = `${Math.abs(latitude).toFixed(decimals)}° ${latitude < 0 ? "S" : "N"}`;
  return `${ns}, ${Math.abs(longitude).toFixed(decimals)}° ${longitude < 0 ? "W" : "E"}`;
}

function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
