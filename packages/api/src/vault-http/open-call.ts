import { nodePrimitives, toVaultsError, VaultsError } from "@homeport/vaults";
import {
  checkRequestShape,
  readRequestClaim,
  verifySignature,
  writeRequestText,
} from "@homeport/vaults/core";
import { openSignerSession } from "./caller.ts";
import type { VaultCall, VaultPeer, VaultRouteDeps } from "./deps.ts";
import type { VaultRequest } from "./exchange.ts";
import { type MatchedRoute, matchRoute } from "./match-route.ts";
import { noteBadSignature, takeReadTurn, takeSignedTurn, takeWriteTurn } from "./rates.ts";
import { type RequestBody, readBody } from "./read-body.ts";

/**
 * Everything that comes before a verb is asked, in this order: the address's limits, the shape, the authority, the body
 * under its limit, the signature, which proves the signer by the id alone, and the signer's limit. Of a change without a
 * signature nothing is read before a key session has told whose it is.
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
  const isChange = request.method === "POST";
  // Without a signature it is the store that tells who sends a change, so it costs what a read does.
  if (!isChange || !isSigned) takeReadTurn(deps.api.limiter, peer);
  if (isChange || isSigned) takeSignedTurn(deps.api.limiter, peer);
  const head = {
    ...{ method: request.method, path, query },
    header: (name: string) => request.headers.get(name),
  };
  const claim = refusing(() => {
    checkRequestShape(head);
    return isSigned ? readRequestClaim(head, deps.authorities) : null;
  });
  if (isChange) checkMediaType(request);
  const isUnsigned = isChange && claim === null;
  const sessionSignerId = isUnsigned ? await requireSession(deps, route, request, peer) : null;
  const body = await readCounted(deps, request, peer);
  const opened = {
    ...{ deps, request, peer, query: url.searchParams, body: body.bytes, cookies: [] },
    sessionSignerId,
  };
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
  if (isChange) takeWriteTurn(deps.api.limiter, signerId);
  return { route, call: { ...opened, signed: { signerId, timestampMs } } };
}

/** The signer whose key session stands in for the four headers, where that will do. Throws AUTH_FAILED, KEY_SESSION_INVALID. */
async function requireSession(
  deps: VaultRouteDeps,
  { who }: MatchedRoute,
  request: VaultRequest,
  peer: VaultPeer,
): Promise<string> {
  const signerId = who === "signer" ? await openSignerSession({ deps, request, peer }) : null;
  if (signerId === null) {
    noteBadSignature(deps.api.limiter, peer);
    throw new VaultsError("AUTH_FAILED");
  }
  takeWriteTurn(deps.api.limiter, signerId);
  return signerId;
}

/** A body that does not come whole, or that is too long, never has its signature looked at: it counts as a bad one. */
async function readCounted(
  deps: VaultRouteDeps,
  request: VaultRequest,
  peer: VaultPeer,
): Promise<RequestBody> {
  try {
    return await readBody(request);
  } catch (error) {
    noteBadSignature(deps.api.limiter, peer);
    throw error;
  }
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
