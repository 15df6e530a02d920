/** The words that this domain checks; `auth` maps roles to them. */
export const gatePermissions = [
  "app.read",
  "gate.read",
  "gate.write",
  "gate.share",
  "identity.read",
  "identity.write",
] as const;

export type GatePermission = (typeof gatePermissions)[number];
