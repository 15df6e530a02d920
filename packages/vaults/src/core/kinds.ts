/** Whether the server can read a vault's state, or only keep it. */
export const vaultModes = ["json", "sealed"] as const;
export type VaultMode = (typeof vaultModes)[number];

/** What a delta can do to a vault that exists. A kind never changes its meaning: a new meaning is a new name. */
const kindsOfModes = {
  json: ["json-patch@1", "merge-patch@1", "replace@1", "roster@1", "release@1"],
  sealed: ["sealed@1", "roster@1", "release@1"],
} as const satisfies Readonly<Record<VaultMode, readonly string[]>>;

export type MovingKind = (typeof kindsOfModes)[VaultMode][number];

/** Whether a vault of this mode moves by such a delta; it is created only once, so never by `create@1`. */
export function isKindOfMode(kind: string, mode: VaultMode): kind is MovingKind {
  return kindsOfModes[mode].some((known) => known === kind);
}
