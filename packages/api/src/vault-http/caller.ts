import { permissionsOf } from "@homeport/auth";
import { CoordinationError } from "@homeport/coordination";
import type { RequestContext } from "@homeport/platform";
import {
  type SignedRequest,
  type VaultReader,
  type VaultsContext,
  VaultsError,
} from "@homeport/vaults";
import { createApiContext } from "../context/create-context.ts";
import { chooseOrganization, organizationHeader } from "../context/organization.ts";
import type { ApiContext } from "../context/request.ts";
import { ApiError } from "../errors.ts";
import { callerOf } from "../procedures.ts";
import type { VaultCall } from "./deps.ts";
import type { VaultHeaders } from "./exchange.ts";
import { noteBadSignature, takeSignedTurn } from "./rates.ts";

/** Whoever reads: a signer by signature or key session, else an actor. Throws AUTH_FAILED, KEY_SESSION_INVALID. */
export async function readerOf(call: VaultCall): Promise<VaultReader> {
  if (call.signed !== null) return { kind: "signer", ...call.signed };
  const signerId = await openSignerSession(call);
  if (signerId !== null) return { kind: "signer", signerId, timestampMs: null };
  const { organizationId, permissions } = await actorOf(call, "query");
  return { kind: "actor", organizationId, permissions };
}

/** The signer of a change that needs the four headers, whoever else is signed in. Throws AUTH_FAILED. */
export function requireSigned({ signed }: VaultCall): SignedRequest & { timestampMs: number } {
  if (signed === null) throw new VaultsError("AUTH_FAILED");
  return signed;
}

/**
 * The signer of a change whose body carries a signature that lasts: a key session will do in place of the headers. Throws
 * AUTH_FAILED.
 */
export function signerOf({ signed, sessionSignerId }: VaultCall): SignedRequest {
  if (signed !== null) return signed;
  if (sessionSignerId === null) throw new VaultsError("AUTH_FAILED");
  return { signerId: sessionSignerId, timestampMs: null };
}

/** What an actor may do here, in the organization that a header names, else in their oldest. Throws AUTH_FAILED. */
export async function actorOf(
  call: VaultCall,
  type: "query" | "mutation",
  organization?: string,
): Promise<VaultsContext> {
  const ctx = createApiContext(call.deps.api, {
    ...{ headers: headersFor(call, organization), ...call.peer },
    setCookie: (value) => void call.cookies.push(value),
  });
  const acting = await actingIn(ctx, type);
  const chosen = await chosenOrganization(ctx);
  return {
    ...{ ...call.deps.api.vaults, ...acting },
    ...(chosen === null ? {} : { organizationId: chosen.organizationId }),
    permissions: chosen === null ? new Set() : permissionsOf(chosen.roles),
  };
}

/**
 * What an actor may read now, asked anew, and when their session runs out by itself; null for a key. A session or key that has
 * ended is AUTH_FAILED.
 */
export async function renewActor(
  { deps, request, peer }: VaultCall,
  organizationId: string | undefined,
): Promise<{ readonly reader: VaultReader; readonly endsAt: Date | null }> {
  const ctx = createApiContext(deps.api, { headers: new Headers([...request.headers]), ...peer });
  const caller = await ctx.readCaller({ fresh: true });
  if (caller === null) throw new VaultsError("AUTH_FAILED");
  const memberships = await ctx.readMemberships();
  const membership = memberships.find((one) => one.organizationId === organizationId);
  const permissions = permissionsOf(membership?.roles ?? []);
  return {
    reader: { kind: "actor", organizationId, permissions },
    endsAt: caller.kind === "session" ? caller.session.expiresAt : null,
  };
}

/** Whether a request comes with a signer's key session. */
export function hasSignerSession(headers: VaultHeaders): boolean {
  return sessionTokenOf(headers) !== null;
}

/** 43 letters are a key session's token; those of people are longer, and API keys begin with their own letters. */
const sessionToken = /^Bearer ([\w-]{43})$/;

type SessionCall = Pick<VaultCall, "deps" | "request" | "peer">;

/**
 * The signer whose key session a request comes with; null without one. A token that opens none is counted against its
 * address as a bad signature is. Throws KEY_SESSION_INVALID, RATE_LIMITED.
 */
export async function openSignerSession(call: SessionCall): Promise<string | null> {
  const token = sessionTokenOf(call.request.headers);
  if (token === null) return null;
  const { limiter } = call.deps.api;
  takeSignedTurn(limiter, call.peer);
  const signerId = await readSessionSigner(call, token);
  if (signerId !== null) return signerId;
  noteBadSignature(limiter, call.peer);
  throw new CoordinationError("KEY_SESSION_INVALID");
}

/** The same of a session that was open before, asked anew and counted nowhere. Throws KEY_SESSION_INVALID. */
export async function renewSignerSession(call: SessionCall): Promise<VaultReader> {
  const token = sessionTokenOf(call.request.headers);
  const signerId = token === null ? null : await readSessionSigner(call, token);
  if (signerId === null) throw new CoordinationError("KEY_SESSION_INVALID");
  return { kind: "signer", signerId, timestampMs: null };
}

async function readSessionSigner({ deps }: SessionCall, token: string): Promise<string | null> {
  return (await deps.readSession(token))?.principal ?? null;
}

function sessionTokenOf(headers: VaultHeaders): string | null {
  return sessionToken.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** Whoever is nobody here gets the sentence of a request that is not signed well. */
async function actingIn(ctx: ApiContext, type: "query" | "mutation"): Promise<RequestContext> {
  try {
    return (await callerOf(ctx, type)).acting;
  } catch (error) {
    if (error instanceof ApiError && error.code === "SIGN_IN_REQUIRED") {
      throw new VaultsError("AUTH_FAILED", { cause: error });
    }
    throw error;
  }
}

/** Null for somebody who is in none, or not in the one that is named: such a person finds no vault. */
async function chosenOrganization(ctx: ApiContext) {
  const memberships = await ctx.readMemberships();
  try {
    return chooseOrganization(memberships, ctx.headers);
  } catch (error) {
    if (error instanceof ApiError && error.code === "ORGANIZATION_NOT_FOUND") return null;
    throw error;
  }
}

function headersFor({ request }: VaultCall, organization: string | undefined): Headers {
  const headers = new Headers([...request.headers]);
  if (organization !== undefined) headers.set(organizationHeader, organization);
  return headers;
}
