/** The words that this domain checks; `auth` maps roles to them. */
export const hostsPermissions = [
  "host.read",
  "host.enroll",
  "host.manage",
  "app.read",
  "app.write",
  "app.operate",
] as const;

export type HostsPermission = (typeof hostsPermissions)[number];
