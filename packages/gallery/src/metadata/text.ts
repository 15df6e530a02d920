const maxChars = 500;

/** A text of a file, without control characters and ends; null when nothing is left. A language list gives its value. */
export function cleanText(value: unknown): string | null {
  const said = typeof value === "object" && value !== null ? Reflect.get(value, "value") : value;
  if (typeof said !== "string") return null;
  const clean = said
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, maxChars);
  return clean === "" ? null : clean;
}
