import type { Option } from "../design/select.tsx";
import type { Role } from "./member-types.ts";

const options: readonly Option<Role>[] = [
  { value: "member", label: "Member", note: "sees apps and hosts, opens apps" },
  { value: "admin", label: "Admin", note: "does everything but touch owners" },
  { value: "owner", label: "Owner", note: "does everything" },
];

/** The roles that somebody may give: only owners make owners. */
export function rolesToGive(viewerRoles: readonly string[]): readonly Option<Role>[] {
  return viewerRoles.includes("owner")
    ? options
    : options.filter((option) => option.value !== "owner");
}

/** Whether somebody may change what a member is: only owners touch owners. */
export function mayTouch(viewerRoles: readonly string[], memberRoles: readonly string[]): boolean {
  return viewerRoles.includes("owner") || !memberRoles.includes("owner");
}

/** The strongest of a member's roles, which says what they may do. */
export function strongestRole(roles: readonly string[]): Role {
  if (roles.includes("owner")) {
    return "owner";
  }
  return roles.includes("admin") ? "admin" : "member";
}

export function roleLabel(role: string): string {
  return options.find((option) => option.value === role)?.label ?? role;
}
