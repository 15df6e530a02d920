/** The words that this domain checks; `auth` maps roles to them, and `vault.operate` is an operator's. */
export const vaultsPermissions = [
  "vault.read",
  "vault.create",
  "vault.manage",
  "vault.pause",
  "vault.operate",
] as const;

export type VaultsPermission = (typeof vaultsPermissions)[number];
