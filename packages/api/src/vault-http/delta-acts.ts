import {
  abandonDelta,
  getDelta,
  getDeltaInput,
  getVault,
  listDeltas,
  listDeltasInput,
  printAcknowledgement,
  submitDelta,
  submitDeltaInput,
} from "@homeport/vaults";
import { printHash } from "@homeport/vaults/core";
import { sendJson } from "./answers.ts";
import { readerOf, requireSigned, signerOf } from "./caller.ts";
import type { VaultCall } from "./deps.ts";
import type { VaultAnswer } from "./exchange.ts";
import type { RouteParams } from "./match-route.ts";
import { readInput, readJsonBody, readQuery } from "./read-input.ts";

export async function answerSubmitDelta(
  call: VaultCall,
  params: RouteParams,
): Promise<VaultAnswer> {
  const input = readInput(submitDeltaInput, readJsonBody(call));
  const request = signerOf(call);
  const vaultId = params.vaultId ?? "";
  const submitted = await submitDelta(call.deps.api.vaults, { vaultId, request, input });
  const { deltaId: id, status, acknowledgement, isNew } = submitted;
  const { nonce, prev, next, digest } = acknowledgement;
  const delta = {
    ...{ id, nonce, kind: input.kind, status },
    ...{ prev: printHash(prev), next: printHash(next), digest: printHash(digest) },
  };
  const head = isNew
    ? headAfter({ nonce, prev, next }, status === "canonical")
    : await headOf(call, request.signerId, vaultId);
  const printed = printAcknowledgement(acknowledgement);
  return sendJson({ delta, acknowledgement: printed, head }, isNew ? 201 : 200);
}

/** Where a vault is after it accepted a delta that only it knows of. */
function headAfter(
  { nonce, prev, next }: { nonce: number; prev: Uint8Array; next: Uint8Array },
  isCanonical: boolean,
) {
  return isCanonical
    ? { nonce, commitment: printHash(next) }
    : { nonce: nonce - 1, commitment: printHash(prev) };
}

async function headOf({ deps }: VaultCall, signerId: string, vaultId: string) {
  const reader = { kind: "signer", signerId, timestampMs: null } as const;
  const { nonce, commitment } = (await getVault(deps.api.vaults, reader, { vaultId })).head;
  return { nonce, commitment };
}

export async function answerDeltas(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const input = readInput(listDeltasInput, { ...readQuery(call), ...params });
  const reader = await readerOf(call);
  return sendJson(await listDeltas(call.deps.api.vaults, reader, input));
}

export async function answerDelta(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const input = readInput(getDeltaInput, params);
  const reader = await readerOf(call);
  return sendJson(await getDelta(call.deps.api.vaults, reader, input));
}

export async function answerAbandon(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const input = readInput(getDeltaInput, params);
  const request = requireSigned(call);
  const outcome = await abandonDelta(call.deps.api.vaults, { ...input, request });
  return sendJson(outcome, outcome.state === "pending" ? 202 : 200);
}
