import {
  getProposal,
  getProposalInput,
  listProposals,
  listProposalsInput,
  openProposal,
  openProposalInput,
  printAcknowledgement,
  restoreProposal,
  retractProposal,
  type SubmittedDelta,
  signProposal,
  signProposalInput,
  submitProposal,
} from "@homeport/vaults";
import { sendJson } from "./answers.ts";
import { readerOf, requireSigned, signerOf } from "./caller.ts";
import type { VaultCall } from "./deps.ts";
import type { VaultAnswer } from "./exchange.ts";
import type { RouteParams } from "./match-route.ts";
import { readInput, readJsonBody, readQuery } from "./read-input.ts";

export async function answerProposals(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const input = readInput(listProposalsInput, { ...readQuery(call), ...params });
  const reader = await readerOf(call);
  return sendJson(await listProposals(call.deps.api.vaults, reader, input));
}

export async function answerProposal(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const input = readInput(getProposalInput, params);
  const reader = await readerOf(call);
  return sendJson(await getProposal(call.deps.api.vaults, reader, input));
}

export async function answerOpenProposal(
  call: VaultCall,
  params: RouteParams,
): Promise<VaultAnswer> {
  const input = readInput(openProposalInput, readJsonBody(call));
  const request = signerOf(call);
  const vaultId = params.vaultId ?? "";
  const opened = await openProposal(call.deps.api.vaults, { vaultId, request, input });
  return sendJson(describe(opened), opened.isNew ? 201 : 200);
}

export async function answerSignProposal(
  call: VaultCall,
  params: RouteParams,
): Promise<VaultAnswer> {
  const named = readInput(getProposalInput, params);
  const input = readInput(signProposalInput, readJsonBody(call));
  const request = signerOf(call);
  return sendJson(describe(await signProposal(call.deps.api.vaults, { ...named, request, input })));
}

export async function answerSubmitProposal(
  call: VaultCall,
  params: RouteParams,
): Promise<VaultAnswer> {
  const named = readInput(getProposalInput, params);
  const request = requireSigned(call);
  return sendJson(describe(await submitProposal(call.deps.api.vaults, { ...named, request })));
}

export async function answerRetract(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const named = readInput(getProposalInput, params);
  const request = requireSigned(call);
  return sendJson(await retractProposal(call.deps.api.vaults, { ...named, request }));
}

export async function answerRestore(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const named = readInput(getProposalInput, params);
  const request = requireSigned(call);
  return sendJson(await restoreProposal(call.deps.api.vaults, { ...named, request }));
}

/** A proposal, and where it became a delta, that one with the server's word for it. */
function describe(outcome: {
  readonly proposal: unknown;
  readonly accepted: SubmittedDelta | null;
}) {
  const { proposal, accepted } = outcome;
  if (accepted === null) return { proposal };
  const { deltaId: id, status } = accepted;
  return {
    proposal,
    delta: { id, status },
    acknowledgement: printAcknowledgement(accepted.acknowledgement),
  };
}
