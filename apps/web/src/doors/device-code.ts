/** How many characters a code has; it is shown in two groups. */
export const userCodeChars = 8;

/** A code as it is sent: capital letters and digits alone, whatever was typed around them. */
export function plainUserCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .slice(0, userCodeChars);
}

/** A code as it is shown: "ABCD-EFGH". */
export function shownUserCode(code: string): string {
  const plain = plainUserCode(code);
  return plain.length <= 4 ? plain : `${plain.slice(0, 4)}-${plain.slice(4)}`;
}
