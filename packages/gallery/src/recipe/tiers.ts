import { avifFrom, webpParameters } from "./recipe.ts";

/** A rendition by its long edge. */
export interface Tier {
  readonly edge: number;
  readonly width: number;
  readonly height: number;
}

const largest = Math.max(...webpParameters.tiers);

/** The renditions of an upright photo of this size: never enlarged, none larger than the largest tier. */
export function tiersOf(width: number, height: number): readonly Tier[] {
  const long = Math.max(width, height);
  const below = webpParameters.tiers.filter((edge) => edge < long && edge < largest);
  return [...below, Math.min(long, largest)].map((edge) => sized(width, height, edge));
}

/** Those of which there is an AVIF, too. */
export function avifTiersOf(width: number, height: number): readonly Tier[] {
  return tiersOf(width, height).filter(({ edge }) => edge >= avifFrom);
}

/** The sides of a photo whose long edge becomes `edge`; the short one is at least 1. */
function sized(width: number, height: number, edge: number): Tier {
  const scale = edge / Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { edge, width: side(width), height: side(height) };
}
