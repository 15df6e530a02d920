/** The words that this domain checks; `auth` maps roles to them. */
export const gatePermissions = ["gate.read", "gate.write", "identity.read"] as const;

export type GatePermission = (typeof gatePermissions)[number];
