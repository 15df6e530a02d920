import type { DeltaStatus } from "./transition.ts";

/** How a proposal stands. Only an open or ready one waits for somebody. */
export const proposalStates = [
  "open",
  "ready",
  "submitted",
  "settled",
  "outdated",
  "expired",
  "retracted",
] as const;
export type ProposalState = (typeof proposalStates)[number];

export interface ProposalFacts {
  readonly archivedReason: "retracted" | "expired" | "settled" | null;
  /** The status of the delta that came of it; null while none did. */
  readonly deltaStatus: DeltaStatus | null;
  /** The vault is still where the proposal starts from. */
  readonly isAtHead: boolean;
  readonly expiresAtMs: number;
  /** Signatures of voters of the roster of now, and how many it asks for. */
  readonly collected: number;
  readonly required: number;
}

/** How a proposal stands, from its row and its vault's as they are now. A delta that was given up gives it back. */
export function readProposalState(facts: ProposalFacts, storeNowMs: number): ProposalState {
  const { archivedReason, deltaStatus } = facts;
  if (archivedReason === "settled" || deltaStatus === "canonical") return "settled";
  if (deltaStatus === "candidate") return "submitted";
  if (archivedReason !== null) return archivedReason;
  if (!facts.isAtHead) return "outdated";
  if (storeNowMs >= facts.expiresAtMs) return "expired";
  return facts.collected >= facts.required ? "ready" : "open";
}

export const proposalActs = ["sign", "submit", "retract", "restore"] as const;
export type ProposalAct = (typeof proposalActs)[number];

export interface ProposalActor {
  readonly isProposer: boolean;
  readonly isVoter: boolean;
}

export type ProposalPermit = "allowed" | "FORBIDDEN" | "PROPOSAL_CLOSED" | "PROPOSAL_NOT_READY";

/**
 * Whether somebody may do this to a proposal now. Who has no part in the act is FORBIDDEN whatever the state; who comes
 * too late, or too early, learns that.
 */
export function permitProposalAct(
  act: ProposalAct,
  actor: ProposalActor,
  facts: ProposalFacts,
  storeNowMs: number,
): ProposalPermit {
  const state = readProposalState(facts, storeNowMs);
  const waits = state === "open" || state === "ready";
  switch (act) {
    case "sign":
      if (!actor.isVoter) return "FORBIDDEN";
      return waits ? "allowed" : "PROPOSAL_CLOSED";
    case "submit":
      if (!actor.isVoter) return "FORBIDDEN";
      if (state === "open") return "PROPOSAL_NOT_READY";
      return waits ? "allowed" : "PROPOSAL_CLOSED";
    case "retract":
      if (!actor.isProposer) return "FORBIDDEN";
      return waits ? "allowed" : "PROPOSAL_CLOSED";
    case "restore":
      if (!actor.isProposer) return "FORBIDDEN";
      return state === "retracted" && facts.isAtHead && storeNowMs < facts.expiresAtMs
        ? "allowed"
        : "PROPOSAL_CLOSED";
  }
}

/** Whether a proposal takes one of the places that a vault has for those that wait. */
export function isViable(facts: ProposalFacts, storeNowMs: number): boolean {
  const state = readProposalState(facts, storeNowMs);
  return state === "open" || state === "ready";
}
