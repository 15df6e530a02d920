/** What the first segments of every path here are. */
export const vaultsBase = "/api/v1/vaults";

/**
 * How a caller shows who they are. `signed`: the four headers, or nothing else will do. `signer`: these, or a key session
 * of the signer. `reader`: a signer by either, or an actor (a session's cookie or an API key). `actor`: an actor alone.
 * `actor-and-signed`: both together. `signer-list`: an actor, or the four headers. `anyone`: nobody is asked.
 */
export type VaultDoor =
  | "anyone"
  | "actor"
  | "actor-and-signed"
  | "signer-list"
  | "reader"
  | "signer"
  | "signed";

interface RouteFacts {
  readonly method: "GET" | "POST";
  /** Below the base; a segment that begins with a colon is an id. */
  readonly path: string;
  readonly who: VaultDoor;
}

/** Everything under `/api/v1/vaults`, with who may call it. */
export const vaultRoutes = {
  createVault: { method: "POST", path: "", who: "actor-and-signed" },
  listVaults: { method: "GET", path: "", who: "signer-list" },
  listServerKeys: { method: "GET", path: "/server-keys", who: "anyone" },
  streamOrganization: { method: "GET", path: "/events", who: "actor" },
  getVault: { method: "GET", path: "/:vaultId", who: "reader" },
  readState: { method: "GET", path: "/:vaultId/state", who: "reader" },
  listDeltas: { method: "GET", path: "/:vaultId/deltas", who: "reader" },
  submitDelta: { method: "POST", path: "/:vaultId/deltas", who: "signer" },
  getDelta: { method: "GET", path: "/:vaultId/deltas/:deltaId", who: "reader" },
  abandonDelta: { method: "POST", path: "/:vaultId/deltas/:deltaId/abandon", who: "signed" },
  listAcknowledgements: { method: "GET", path: "/:vaultId/acknowledgements", who: "reader" },
  listProposals: { method: "GET", path: "/:vaultId/proposals", who: "reader" },
  openProposal: { method: "POST", path: "/:vaultId/proposals", who: "signer" },
  getProposal: { method: "GET", path: "/:vaultId/proposals/:proposalId", who: "reader" },
  signProposal: {
    method: "POST",
    path: "/:vaultId/proposals/:proposalId/signatures",
    who: "signer",
  },
  submitProposal: {
    method: "POST",
    path: "/:vaultId/proposals/:proposalId/submit",
    who: "signed",
  },
  retractProposal: {
    method: "POST",
    path: "/:vaultId/proposals/:proposalId/retract",
    who: "signed",
  },
  restoreProposal: {
    method: "POST",
    path: "/:vaultId/proposals/:proposalId/restore",
    who: "signed",
  },
  streamVault: { method: "GET", path: "/:vaultId/events", who: "reader" },
  exportVault: { method: "GET", path: "/:vaultId/export", who: "reader" },
} as const satisfies Readonly<Record<string, RouteFacts>>;

export type VaultRouteName = keyof typeof vaultRoutes;
