/** All that can happen to a vault. Consumers skip what they do not know. */
export const vaultEventTypes = [
  "vault.created",
  "vault.renamed",
  "vault.paused",
  "vault.unpaused",
  "vault.released",
  "roster.changed",
  "delta.accepted",
  "delta.canonical",
  "delta.retained",
  "delta.discarded",
  "delta.abandon-requested",
  "proposal.opened",
  "proposal.signed",
  "proposal.ready",
  "proposal.submitted",
  "proposal.settled",
  "proposal.retracted",
  "proposal.restored",
  "proposal.expired",
  "source.verified",
  "source.unavailable",
  "source.recovered",
  "source.ahead",
  "integrity.failed",
] as const;

export type VaultEventType = (typeof vaultEventTypes)[number];
