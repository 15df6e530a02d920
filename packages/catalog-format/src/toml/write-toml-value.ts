type Scalar = string | number | boolean;

/** What a field of a form can be. */
export type TomlValue = Scalar | readonly Scalar[];

/** Writes a value on one line; null for what TOML has no form for. */
export function writeTomlValue(value: TomlValue): string | null {
  if (typeof value === "string") return writeText(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "boolean") return String(value);
  const items = value.map(writeTomlValue);
  return items.includes(null) ? null : `[${items.join(", ")}]`;
}

/** A whole number beyond what is exact would be read as an integer, and refused. */
function writeNumber(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  const isExact = !Number.isInteger(value) || Number.isSafeInteger(value);
  return isExact ? String(value) : value.toExponential();
}

/** TOML's basic strings are JSON's, but that one more control character has to be escaped and halves of a pair do not exist. */
function writeText(text: string): string | null {
  return text.isWellFormed() ? JSON.stringify(text).replaceAll("\u007f", "\\u007f") : null;
}
