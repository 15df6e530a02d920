import type { OrganizationRole } from "./principal.ts";

const known: ReadonlySet<string> = new Set(["owner", "admin", "member"]);

/** The roles of a `members.role` column, which may be a comma list; unknown words grant nothing. */
export function splitRoles(column: string): readonly OrganizationRole[] {
  return column
    .split(",")
    .map((word) => word.trim())
    .filter(isRole);
}

function isRole(word: string): word is OrganizationRole {
  return known.has(word);
}
