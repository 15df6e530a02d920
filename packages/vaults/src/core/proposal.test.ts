import { describe, expect, test } from "vitest";
import {
  isViable,
  type ProposalAct,
  type ProposalFacts,
  permitProposalAct,
  proposalActs,
  readProposalState,
} from "./proposal.ts";

const open: ProposalFacts = {
  archivedReason: null,
  deltaStatus: null,
  isAtHead: true,
  expiresAtMs: 1_000,
  collected: 1,
  required: 2,
};
const ready = { ...open, collected: 2 };

const states: readonly [string, ProposalFacts][] = [
  ["open", open],
  ["ready", ready],
  ["ready", { ...ready, deltaStatus: "discarded" }],
  ["ready", { ...ready, deltaStatus: "retained" }],
  ["submitted", { ...ready, deltaStatus: "candidate" }],
  ["submitted", { ...ready, deltaStatus: "candidate", expiresAtMs: 0 }],
  ["settled", { ...ready, deltaStatus: "canonical", isAtHead: false }],
  ["settled", { ...ready, archivedReason: "settled" }],
  ["settled", { ...ready, archivedReason: "expired", deltaStatus: "canonical" }],
  ["outdated", { ...ready, isAtHead: false }],
  ["outdated", { ...ready, isAtHead: false, deltaStatus: "discarded" }],
  ["expired", { ...open, expiresAtMs: 500 }],
  ["expired", { ...ready, archivedReason: "expired" }],
  ["retracted", { ...ready, archivedReason: "retracted" }],
];

test.each(states)("a proposal is %s", (state, facts) => {
  expect(readProposalState(facts, 500)).toBe(state);
  expect(isViable(facts, 500)).toBe(state === "open" || state === "ready");
});

test("a proposal that nobody has to sign any more, because fewer have to, is ready", () => {
  expect(readProposalState({ ...open, required: 1 }, 500)).toBe("ready");
  expect(readProposalState({ ...ready, required: 3 }, 500)).toBe("open");
});

describe("what may be done to a proposal", () => {
  const permits = (actor: { isProposer: boolean; isVoter: boolean }, facts: ProposalFacts) =>
    Object.fromEntries(
      proposalActs.map((act: ProposalAct) => [act, permitProposalAct(act, actor, facts, 500)]),
    );
  const voter = { isProposer: false, isVoter: true };
  const proposer = { isProposer: true, isVoter: false };

  test("is nothing for a reader", () => {
    for (const [, facts] of states) {
      expect(new Set(Object.values(permits({ isProposer: false, isVoter: false }, facts)))).toEqual(
        new Set(["FORBIDDEN"]),
      );
    }
  });

  test.each(states)("while it is %s hangs on who asks", (state, facts) => {
    const waits = state === "open" || state === "ready";
    const orClosed = waits ? "allowed" : "PROPOSAL_CLOSED";
    expect(permits(voter, facts)).toEqual({
      sign: orClosed,
      submit: state === "open" ? "PROPOSAL_NOT_READY" : orClosed,
      retract: "FORBIDDEN",
      restore: "FORBIDDEN",
    });
    expect(permits(proposer, facts)).toEqual({
      sign: "FORBIDDEN",
      submit: "FORBIDDEN",
      retract: orClosed,
      restore: state === "retracted" ? "allowed" : "PROPOSAL_CLOSED",
    });
  });

  test("is no restoring once it has expired, or its vault has moved on", () => {
    const retracted = { ...ready, archivedReason: "retracted" } as const;
    const restore = (facts: ProposalFacts) => permitProposalAct("restore", proposer, facts, 500);
    expect(restore({ ...retracted, expiresAtMs: 500 })).toBe("PROPOSAL_CLOSED");
    expect(restore({ ...retracted, isAtHead: false })).toBe("PROPOSAL_CLOSED");
  });
});
