/** Longest path with query that is carried through a sign-in, in bytes. */
const maxPathBytes = 2048;

/**
 * A path with query to which a browser may be sent back, or `/`: one `/` at the start and no second slash or
 * backslash behind it, no control characters, and the same origin when a browser resolves it.
 */
export function safeReturnPath(path: string, origin: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is looked for
  if (Buffer.byteLength(path) > maxPathBytes || /[\x00-\x1f\x7f]/.test(path)) return "/";
  if (!/^\/(?![/\\])/.test(path)) return "/";
  const resolved = URL.parse(path, origin);
  return resolved?.origin === origin && !resolved.pathname.startsWith("/.homeport/") ? path : "/";
}
