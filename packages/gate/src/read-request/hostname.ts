const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * The hostname of a Host field or authority: lower-cased, without port and one trailing dot. Null unless it
 * is a valid A-label name; user info, an address in brackets and an empty name are none.
 */
export function readHostname(authority: string): string | null {
  const match = /^([^:@[\]]+)(?::(\d{1,5}))?$/.exec(authority.trim());
  const name = match?.[1]?.toLowerCase().replace(/\.$/, "");
  if (name === undefined || name.length === 0 || name.length > 253) return null;
  return name.split(".").every((part) => label.test(part)) ? name : null;
}
