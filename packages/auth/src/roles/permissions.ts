/** Every word that some domain checks. */
export const permissionWords = [
  "app.read",
  "app.open",
  "app.write",
  "app.operate",
  "app.inspect",
  "gate.read",
  "gate.write",
  "gate.share",
  "host.read",
  "host.enroll",
  "host.manage",
  "identity.read",
  "identity.write",
  "member.read",
  "member.write",
  "audit.read",
  "catalog.install",
  "gallery.read",
  "gallery.upload",
  "gallery.write",
  "gallery.publish",
  "gallery.operate",
  "gallery.admin",
  "vault.read",
  "vault.create",
  "vault.manage",
  "vault.pause",
  "organization.delete",
] as const;

export type Permission = (typeof permissionWords)[number];

const member: readonly Permission[] = [
  "app.read",
  "app.open",
  "host.read",
  "gallery.read",
  "gallery.upload",
  // Their own drafts; the gallery sees to that.
  "gallery.write",
  "vault.read",
];
const admin: readonly Permission[] = permissionWords.filter(
  (word) => word !== "organization.delete",
);

const byRole: ReadonlyMap<string, readonly Permission[]> = new Map([
  ["owner", permissionWords],
  ["admin", admin],
  ["member", member],
]);

/** Every word that these roles grant together. An unknown role grants nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => byRole.get(role) ?? []));
}
