import {
  createVault,
  createVaultInput,
  getDelta,
  getVault,
  getVaultInput,
  listAcknowledgements,
  listAcknowledgementsInput,
  listServerKeys,
  listVaults,
  listVaultsInput,
  readerOf as readerOfActor,
  readState,
} from "@homeport/vaults";
import { z } from "zod";
import { sendJson, sendKept, sendKeptJson } from "./answers.ts";
import { actorOf, readerOf, requireSigned } from "./caller.ts";
import type { VaultCall } from "./deps.ts";
import type { VaultAnswer } from "./exchange.ts";
import type { RouteParams } from "./match-route.ts";
import { takeLookupTurn } from "./rates.ts";
import { readInput, readJsonBody, readQuery } from "./read-input.ts";

/** The body of a request that creates a vault; without `organizationId` it is the actor's own. */
export const createVaultBody = createVaultInput.extend({
  organizationId: z.string().min(1).max(64).optional(),
});

export async function answerCreateVault(call: VaultCall): Promise<VaultAnswer> {
  const request = requireSigned(call);
  const { organizationId, ...input } = readInput(createVaultBody, readJsonBody(call));
  const ctx = await actorOf(call, "mutation", organizationId);
  const { vaultId, deltaId, isNew } = await createVault(ctx, request, input);
  const reader = readerOfActor({ ...ctx, permissions: new Set(["vault.read"]) });
  const [vault, { acknowledgement, ...delta }] = await Promise.all([
    getVault(ctx, reader, { vaultId }),
    getDelta(ctx, reader, { vaultId, deltaId }),
  ]);
  return sendJson({ vault, delta, acknowledgement }, isNew ? 201 : 200);
}

export async function answerListVaults(call: VaultCall): Promise<VaultAnswer> {
  const reader = await readerOf(call);
  if (reader.kind === "signer") await takeLookupTurn(call.deps.api.limiter, call.peer);
  const input = readInput(listVaultsInput, readQuery(call));
  return sendJson(await listVaults(call.deps.api.vaults, reader, input));
}

export async function answerServerKeys({ deps }: VaultCall): Promise<VaultAnswer> {
  return sendJson({ keys: await listServerKeys(deps.api.vaults) });
}

export async function answerVault(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const input = readInput(getVaultInput, params);
  const reader = await readerOf(call);
  return sendKeptJson(call.request, await getVault(call.deps.api.vaults, reader, input));
}

export async function answerState(call: VaultCall, params: RouteParams): Promise<VaultAnswer> {
  const input = readInput(getVaultInput, params);
  const reader = await readerOf(call);
  const state = await readState(call.deps.api.vaults, reader, input);
  return sendKept(call.request, new Uint8Array(state.bytes), {
    etag: `"${state.commitment}"`,
    headers: {
      "Content-Type": state.mode === "json" ? "application/json" : "application/octet-stream",
      "x-homeport-nonce": String(state.nonce),
      "x-homeport-commitment": state.commitment,
    },
  });
}

export async function answerAcknowledgements(
  call: VaultCall,
  params: RouteParams,
): Promise<VaultAnswer> {
  const input = readInput(listAcknowledgementsInput, { ...readQuery(call), ...params });
  const reader = await readerOf(call);
  return sendJson(await listAcknowledgements(call.deps.api.vaults, reader, input));
}
