const badEscape = /~(?![01])/;
const arrayIndex = /^(?:0|[1-9][0-9]*)$/;

/** The reference tokens of a JSON Pointer (RFC 6901), none for the whole document; null for a text that is none. */
export function parsePointer(text: string): readonly string[] | null {
  if (text === "") return [];
  if (!text.startsWith("/") || badEscape.test(text)) return null;
  return text.slice(1).split("/").map(unescapeToken);
}

export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${escapeToken(String(token))}`).join("");
}

/** The element that a token names in an array of `length`; null unless it is a plain decimal below `length`. */
export function readIndex(token: string, length: number): number | null {
  if (!arrayIndex.test(token)) return null;
  const index = Number(token);
  return index < length ? index : null;
}

/** `~1` first: the other way round, `~01` would become a slash. */
function unescapeToken(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}

function escapeToken(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}
