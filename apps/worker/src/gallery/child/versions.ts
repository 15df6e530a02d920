/** What decodes strangers' files has to have its known holes closed. */
const least = { sharp: [0, 35, 5], vips: [8, 18, 3] } as const;

/** Why these are not to decode anything; null when they may. */
export function findOutdated(
  versions: Readonly<Record<string, string | undefined>>,
): string | null {
  for (const [name, wanted] of Object.entries(least)) {
    const found = versions[name] ?? "0";
    if (isBelow(found.split(".").map(Number), wanted)) {
      return `${name} is ${found}, and has to be at least ${wanted.join(".")}`;
    }
  }
  return null;
}

function isBelow(found: readonly number[], wanted: readonly number[]): boolean {
  for (const [at, number] of wanted.entries()) {
    const part = found[at] ?? 0;
    if (part !== number) return !(part > number);
  }
  return false;
}
