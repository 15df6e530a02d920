const units = [
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
  ["B", 1],
] as const;

/** Bytes as a person would type them, and exactly: the largest unit in which they are whole or have one decimal. */
export function formatSize(bytes: number): string {
  for (const [unit, unitBytes] of units) {
    const amount = bytes / unitBytes;
    if (amount >= 1 && Number.isInteger(amount * 10)) {
      return `${amount} ${unit}`;
    }
  }
  return `${bytes} B`;
}

/**
 * Bytes that somebody typed: "10 MiB", "1.5 gb", "800k". Units are binary and a bare number is bytes. Null for
 * anything else, and for what is no whole byte.
 */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,15}(?:[.,]\d{1,3})?)\s*(?:([kmg])i?)?b?$/i.exec(text.trim());
  if (match === null) {
    return null;
  }
  const [, amount = "", letter = ""] = match;
  const unit = units.find(([name]) => name.startsWith(letter.toUpperCase() || "B"));
  const bytes = Math.round(Number(amount.replace(",", ".")) * (unit?.[1] ?? 1));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null;
}
