import { CoordinationError, type Limiter } from "@homeport/coordination";
import {
  addressGroup,
  isHomeportError,
  type Log,
  type Metrics,
  PlatformError,
} from "@homeport/platform";
import { errorResponse } from "../answer.ts";
import type { Peer } from "../auth.ts";
import { isForeign } from "../foreign-request.ts";
import { beginKeySignIn, beginKeySignInInput } from "./begin-key-sign-in.ts";
import type { KeySignInDeps } from "./deps.ts";
import { createKeyEvents } from "./events.ts";
import { finishKeySignIn } from "./finish-key-sign-in.ts";
import { operatorCookie } from "./operator-cookie.ts";
import { type KeyRealm, operatorKeys, type SignerDirectory, signerKeys } from "./realms.ts";
import { signOutKey } from "./sign-out-key.ts";

/** Everything under `/api/keys`, each for anybody: what they ask for is what the caller has to show. */
export const keyRoutes = [
  "/operator/challenge",
  "/operator/verify",
  "/operator/sign-out",
  "/signer/challenge",
  "/signer/verify",
  "/signer/sign-out",
] as const;

export interface KeySignInOptions extends KeySignInDeps {
  /** Made with these two classes among its own. */
  readonly limiter: Limiter<"challenge" | "sign-in">;
  readonly signers: SignerDirectory;
  readonly log: Log;
  readonly metrics: Metrics;
}

export type KeySignIn = (request: Request, peer: Peer) => Promise<Response>;

const base = "/api/keys";

/** Answers `/api/keys/*`: how keys of operators and of vaults' signers sign in and out. Never rejects. */
export function createKeySignIn(options: KeySignInOptions): KeySignIn {
  const events = createKeyEvents(options.log, options.metrics);
  const cookie = operatorCookie(options.webUrl);
  const realms = { operator: operatorKeys(options.db), signer: signerKeys(options.signers) };

  async function challenge(realm: KeyRealm, request: Request): Promise<Response> {
    const input = beginKeySignInInput(realm).safeParse(await readJson(request));
    if (!input.success) throw new PlatformError("INPUT_INVALID", { cause: input.error });
    // Known and unknown keys alike, so a refusal does not tell which of them there is.
    await takeOne(options, "challenge", `key ${realm.name} ${input.data.keyId}`);
    const begun = await beginKeySignIn(options, realm, input.data);
    events.challenge(realm.name, "issued");
    return Response.json(begun, { headers: unkept });
  }

  /** An operator's session is held by a cookie; a signer's by whoever was given its token. */
  async function verify(realm: KeyRealm, request: Request, peer: Peer): Promise<Response> {
    try {
      const sent = await readJson(request);
      const { token, expiresAtMs } = await finishKeySignIn(options, realm, peer, sent);
      events.challenge(realm.name, "admitted");
      const expiresAt = new Date(expiresAtMs);
      if (realm.name === "signer") return Response.json({ token, expiresAt }, { headers: unkept });
      const headers = { ...unkept, "Set-Cookie": cookie.make(token) };
      return Response.json({ expiresAt }, { headers });
    } catch (error) {
      if (error instanceof CoordinationError) events.challenge(realm.name, "refused");
      throw error;
    }
  }

  async function signOut(realm: KeyRealm, request: Request, peer: Peer): Promise<Response> {
    const isSigner = realm.name === "signer";
    const token = isSigner ? readSignerToken(request.headers) : cookie.read(request.headers);
    if (token !== null) await signOutKey(options, realm, peer, token);
    const headers = isSigner ? unkept : { ...unkept, "Set-Cookie": cookie.cleared };
    return new Response(null, { status: 204, headers });
  }

  async function answer(request: Request, peer: Peer): Promise<Response> {
    const { realm, step } = routeOf(request);
    if (request.method !== "POST") throw new PlatformError("METHOD_NOT_ALLOWED");
    if (isForeign(request, options.webUrl)) throw new PlatformError("FORBIDDEN");
    switch (step) {
      case "challenge":
        await takeTurn(options, "challenge", peer);
        return await challenge(realms[realm], request);
      case "verify":
        await takeTurn(options, "sign-in", peer);
        return await verify(realms[realm], request, peer);
      case "sign-out":
        return await signOut(realms[realm], request, peer);
    }
  }

  return async function answerKeys(request, peer) {
    try {
      return await answer(request, peer);
    } catch (error) {
      const known = isHomeportError(error) ? error : new PlatformError("INTERNAL");
      if (known.code === "REVOKE_FAILED") events.revokeFailed(error, peer.requestId);
      else if (known.status >= 500) events.failed(error, peer.requestId);
      return errorResponse(known, peer.requestId);
    }
  };
}

const unkept = { "Cache-Control": "no-store" };

interface KeyRoute {
  readonly realm: "operator" | "signer";
  readonly step: "challenge" | "verify" | "sign-out";
}

const parsedRoutes = new Map<string, KeyRoute>(
  keyRoutes.map((route) => [`${base}${route}`, parseRoute(route)]),
);

function parseRoute(route: (typeof keyRoutes)[number]): KeyRoute {
  const [, realm, step] = route.split("/");
  return { realm: realm === "signer" ? "signer" : "operator", step: stepOf(step) };
}

function stepOf(text: string | undefined): KeyRoute["step"] {
  return text === "challenge" || text === "verify" ? text : "sign-out";
}

/** Throws NOT_FOUND, for other realms as well. */
function routeOf(request: Request): KeyRoute {
  const found = parsedRoutes.get(new URL(request.url).pathname);
  if (found === undefined) throw new PlatformError("NOT_FOUND");
  return found;
}

const signerToken = /^Bearer ([\w-]{43})$/;

function readSignerToken(headers: Headers): string | null {
  return signerToken.exec(headers.get("authorization") ?? "")?.[1] ?? null;
}

/** An unknown address has no bucket: one bucket for all of them would let anyone lock everyone out. */
async function takeTurn(
  options: KeySignInOptions,
  name: "challenge" | "sign-in",
  peer: Peer,
): Promise<void> {
  const group = peer.address === null ? null : addressGroup(peer.address);
  if (group === null) return;
  await takeOne(options, name, `key ${group}`);
}

async function takeOne(
  options: KeySignInOptions,
  name: "challenge" | "sign-in",
  key: string,
): Promise<void> {
  const taken = await options.limiter.takeFleet(name, key);
  if (!taken.allowed) throw new PlatformError("RATE_LIMITED", { retryAfterMs: taken.retryAfterMs });
}

/** Null for what is no JSON: the route says what that is worth. */
async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return null;
  }
}
