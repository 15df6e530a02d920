import {
  listAcknowledgementsInput,
  listDeltasInput,
  listProposalsInput,
  listVaultsInput,
  openProposalInput,
  signProposalInput,
  submitDeltaInput,
} from "@homeport/vaults";
import { z } from "zod";
import type { VaultRouteName } from "../routes.ts";
import { createVaultBody } from "../vault-acts.ts";

/** What a route does, takes and answers, where its place in the table of routes does not say it. */
export interface Operation {
  readonly summary: string;
  readonly body?: z.ZodType;
  /** An object whose fields are those of the query; ids of the path among them do not count. */
  readonly query?: z.ZodObject;
  /** Statuses of success, with what each means. */
  readonly answers: Readonly<Record<number, string>>;
  /** The type of an answer that is no JSON. */
  readonly type?: string;
}

const nothing = z.strictObject({});
const unchanged = { 304: "What the caller has still holds." };

/** Every route, described. */
export const operations: Readonly<Record<VaultRouteName, Operation>> = {
  createVault: {
    summary: "Create a vault, as an actor of an organization and as the vault's first voter.",
    body: createVaultBody,
    answers: { 201: "It was created.", 200: "The same vault was there already." },
  },
  listVaults: {
    summary: "List vaults, the one that changed last first.",
    query: listVaultsInput,
    answers: { 200: "Those of the actor's organization, or that list the signer." },
  },
  listServerKeys: {
    summary: "List the keys that acknowledge changes here, the oldest first.",
    answers: { 200: "Each but the first is named by the one before." },
  },
  streamOrganization: {
    summary: "Hear which vaults of an organization move.",
    answers: { 200: "Events of type `vault` with `{vaultId, seq}`." },
    type: "text/event-stream",
  },
  getVault: {
    summary: "Look at a vault without its state.",
    answers: { 200: "Where it is, who signs, and how it stands.", ...unchanged },
  },
  readState: {
    summary: "Read the exact bytes of a vault's state.",
    answers: {
      200: "`x-homeport-nonce` and `x-homeport-commitment` say which version it is.",
      ...unchanged,
    },
    type: "application/octet-stream",
  },
  listDeltas: {
    summary: "List a vault's history in its order, or all that was accepted, the newest first.",
    query: listDeltasInput,
    answers: { 200: "A page." },
  },
  submitDelta: {
    summary: "Submit a change with the signatures of enough voters.",
    body: submitDeltaInput,
    answers: { 201: "It was accepted.", 200: "It had been accepted before." },
  },
  getDelta: { summary: "Look at one change.", answers: { 200: "With the word given for it." } },
  abandonDelta: {
    summary: "Ask to give up a change that waits for its source.",
    body: nothing,
    answers: { 202: "It will be, once the source is seen not to have it.", 200: "It waits not." },
  },
  listAcknowledgements: {
    summary: "List the server's words for a vault, in their order.",
    query: listAcknowledgementsInput,
    answers: { 200: "A page." },
  },
  listProposals: {
    summary: "List a vault's proposals, the newest first.",
    query: listProposalsInput,
    answers: { 200: "A page." },
  },
  openProposal: {
    summary: "Open a proposal: a change that waits for signatures.",
    body: openProposalInput,
    answers: { 201: "It was opened.", 200: "It was open already." },
  },
  getProposal: { summary: "Look at one proposal.", answers: { 200: "Who signed, and who not." } },
  signProposal: {
    summary: "Sign a proposal; the signature that reaches the threshold makes it a change.",
    body: signProposalInput,
    answers: { 200: "With the change, where it became one." },
  },
  submitProposal: {
    summary: "Submit a proposal that has all its signatures.",
    body: nothing,
    answers: { 200: "With the change that it became." },
  },
  retractProposal: {
    summary: "Take one's own proposal back.",
    body: nothing,
    answers: { 200: "The proposal." },
  },
  restoreProposal: {
    summary: "Open one's own proposal again.",
    body: nothing,
    answers: { 200: "The proposal." },
  },
  streamVault: {
    summary: "Hear what happens to a vault, after `Last-Event-ID` or `after`, else from now on.",
    query: z.object({ after: z.int().min(0).optional() }),
    answers: { 200: "Events whose id is their place; `reset` where some are not kept any more." },
    type: "text/event-stream",
  },
  exportVault: {
    summary: "Take a vault's whole history along, so that anybody can verify it.",
    answers: { 200: "Lines of JSON: vault, serverKey, delta, acknowledgement, end." },
    type: "application/x-ndjson",
  },
};
