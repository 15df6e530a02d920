/** The words that this domain checks; `auth` maps roles to them. */
export const vaultsPermissions = ["vault.read", "vault.create"] as const;

export type VaultsPermission = (typeof vaultsPermissions)[number];
