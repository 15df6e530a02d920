/** JSON in which no character ends a line for one reader and not for another. */
export function plainJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  const escaped = text.replace(/[^\P{Cc}\n]|[\u2028\u2029\ufeff]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `${escaped}\n`;
}
