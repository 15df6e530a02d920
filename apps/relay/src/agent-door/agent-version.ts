/**
 * Whether a version is at least the least one that is served: `major.minor.patch`, compared as numbers; what
 * follows a hyphen is ignored. Text that is no version counts as too old.
 */
export function isServedVersion(version: string, least: string): boolean {
  const have = parts(version);
  const need = parts(least);
  if (have === null || need === null) return false;
  for (const [at, wanted] of need.entries()) {
    const number = have[at] ?? 0;
    if (number !== wanted) return number > wanted;
  }
  return true;
}

function parts(version: string): number[] | null {
  const match = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-[\w.]{1,64})?$/.exec(version);
  return match === null ? null : match.slice(1, 4).map(Number);
}
