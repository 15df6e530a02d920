import { nodePrimitives, toVaultsError, VaultsError } from "@homeport/vaults";
import {
  checkRequestShape,
  readRequestClaim,
  verifySignature,
  writeRequestText,
} from "@homeport/vaults/core";
import type { VaultCall, VaultPeer, VaultRouteDeps } from "./deps.ts";
import type { VaultRequest } from "./exchange.ts";
import { type MatchedRoute, matchRoute } from "./match-route.ts";
import { noteBadSignature, takeReadTurn, takeSignedTurn, takeWriteTurn } from "./rates.ts";
import { readBody } from "./read-body.ts";

/**
 * Everything that comes before a store is asked, in this order: the address's limit, the shape, the authority, the body
 * under its limit, the signature, which proves the signer by the id alone, and the signer's limit.
 */
export async function openCall(
  deps: VaultRouteDeps,
  request: VaultRequest,
  peer: VaultPeer,
): Promise<{ readonly route: MatchedRoute; readonly call: VaultCall }> {
  const url = new URL(request.url);
  const path = url.pathname;
  const route = matchRoute(request.method, path);
  const query = url.search.slice(1);
  const isSigned = request.headers.has("x-homeport-signature");
  if (request.method === "GET") takeReadTurn(deps.api.limiter, peer);
  if (isSigned) takeSignedTurn(deps.api.limiter, peer);
  const head = {
    ...{ method: request.method, path, query },
    header: (name: string) => request.headers.get(name),
  };
  const claim = refusing(() => {
    checkRequestShape(head);
    return isSigned ? readRequestClaim(head, deps.authorities) : null;
  });
  if (request.method === "POST") checkMediaType(request);
  const body = await readBody(request);
  const opened = { deps, request, peer, query: url.searchParams, body: body.bytes, cookies: [] };
  if (claim === null) return { route, call: { ...opened, signed: null } };
  const text = writeRequestText({
    ...claim,
    vaultId: route.params.vaultId ?? null,
    bodySha256: body.sha256,
  });
  const { signerId, timestampMs, signature } = claim;
  if (!verifySignature(nodePrimitives, signerId, text, signature)) {
    noteBadSignature(deps.api.limiter, peer);
    throw new VaultsError("AUTH_FAILED");
  }
  if (request.method === "POST") takeWriteTurn(deps.api.limiter, signerId);
  return { route, call: { ...opened, signed: { signerId, timestampMs } } };
}

/** Acts without anything to say may come without a body, hence without a type. Throws MEDIA_TYPE. */
function checkMediaType(request: VaultRequest): void {
  const type = request.headers.get("content-type");
  const isJson = type?.split(";")[0]?.trim().toLowerCase() === "application/json";
  if (isJson || (type === null && request.body === null)) return;
  throw new VaultsError("MEDIA_TYPE");
}

function refusing<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw toVaultsError(error);
  }
}
