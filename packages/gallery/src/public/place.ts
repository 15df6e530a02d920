export type LocationSetting = "hidden" | "approximate" | "exact";

/** Where a photo was taken, as far as its albums tell. */
export interface PublicPlace {
  readonly latitude: number;
  readonly longitude: number;
  readonly isApproximate: boolean;
}

const approximateSteps = 100;

/**
 * A photo's place for strangers: only if it is in an album, and every album that holds it tells, and then as little as
 * the one that tells least. Albums that strangers cannot see count as well: they may be the reason to keep it.
 */
export function decidePlace(
  at: { latitude: number | null; longitude: number | null },
  albums: readonly LocationSetting[],
): PublicPlace | null {
  const { latitude, longitude } = at;
  if (latitude === null || longitude === null) return null;
  if (albums.length === 0 || albums.includes("hidden")) return null;
  return albums.includes("approximate")
    ? { latitude: rounded(latitude), longitude: rounded(longitude), isApproximate: true }
    : { latitude, longitude, isApproximate: false };
}

function rounded(degrees: number): number {
  return Math.round(degrees * approximateSteps) / approximateSteps;
}
