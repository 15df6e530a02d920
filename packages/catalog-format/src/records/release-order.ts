import type { Release } from "./release.ts";

const parts = /\d+|\D+/g;

/** Orders versions as people do: 1.10 comes after 1.9. */
function compareVersions(a: string, b: string): number {
  const left = a.match(parts) ?? [];
  const right = b.match(parts) ?? [];
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    const difference = compareParts(part, other);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareParts(a: string, b: string): number {
  const isNumeric = /^\d/.test(a) && /^\d/.test(b);
  // Dates as versions may be longer than any number is exact.
  const byNumber = isNumeric ? Number(BigInt(a) - BigInt(b)) : 0;
  if (byNumber !== 0) return byNumber;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Releases from the newest to the oldest: by date, and on one day by version. */
export function newestFirst(releases: readonly Release[]): Release[] {
  return releases.toSorted(
    (a, b) => Date.parse(b.date) - Date.parse(a.date) || compareVersions(b.version, a.version),
  );
}

/** The release that is installed unless another is asked for; a prerelease only where there is nothing else. */
export function newestRelease(releases: readonly Release[]): Release | null {
  const [first = null, ...rest] = newestFirst(releases);
  return [first, ...rest].find((release) => release?.prerelease !== true) ?? first;
}
