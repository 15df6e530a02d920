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
import { signOutKey } from "./sign-out-key.ts";

/** Everything under `/api/keys`, each for anybody: what they ask for is what the caller has to show. */
export const keyRoutes = ["/operator/challenge", "/operator/verify", "/operator/sign-out"] as const;

type KeyRoute = (typeof keyRoutes)[number];

export interface KeySignInOptions extends KeySignInDeps {
  /** Made with these two classes among its own. */
  readonly limiter: Limiter<"challenge" | "sign-in">;
  readonly log: Log;
  readonly metrics: Metrics;
}

export type KeySignIn = (request: Request, peer: Peer) => Promise<Response>;

const base = "/api/keys";

/** Answers `/api/keys/*`: how an operator's key signs in and out. Never rejects. */
export function createKeySignIn(options: KeySignInOptions): KeySignIn {
  const events = createKeyEvents(options.log, options.metrics);
  const cookie = operatorCookie(options.webUrl);

  async function challenge(request: Request): Promise<Response> {
    const input = beginKeySignInInput.safeParse(await readJson(request));
    if (!input.success) throw new PlatformError("INPUT_INVALID", { cause: input.error });
    const begun = await beginKeySignIn(options, input.data);
    events.challenge("issued");
    return Response.json(begun, { headers: unkept });
  }

  async function verify(request: Request, peer: Peer): Promise<Response> {
    try {
      const { token, expiresAtMs } = await finishKeySignIn(options, peer, await readJson(request));
      events.challenge("admitted");
      const headers = { ...unkept, "Set-Cookie": cookie.make(token) };
      return Response.json({ expiresAt: new Date(expiresAtMs) }, { headers });
    } catch (error) {
      if (error instanceof CoordinationError) events.challenge("refused");
      throw error;
    }
  }

  async function signOut(request: Request, peer: Peer): Promise<Response> {
    const token = cookie.read(request.headers);
    if (token !== null) await signOutKey(options, peer, token);
    return new Response(null, {
      status: 204,
      headers: { ...unkept, "Set-Cookie": cookie.cleared },
    });
  }

  async function answer(request: Request, peer: Peer): Promise<Response> {
    const route = routeOf(request);
    if (request.method !== "POST") throw new PlatformError("METHOD_NOT_ALLOWED");
    if (isForeign(request, options.webUrl)) throw new PlatformError("FORBIDDEN");
    switch (route) {
      case "/operator/challenge":
        takeTurn(options, "challenge", peer);
        return await challenge(request);
      case "/operator/verify":
        takeTurn(options, "sign-in", peer);
        return await verify(request, peer);
      case "/operator/sign-out":
        return await signOut(request, peer);
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

/** Throws NOT_FOUND, for other realms as well. */
function routeOf(request: Request): KeyRoute {
  const { pathname } = new URL(request.url);
  const found = keyRoutes.find((route) => pathname === `${base}${route}`);
  if (found === undefined) throw new PlatformError("NOT_FOUND");
  return found;
}

/** An unknown address has no bucket: one bucket for all of them would let anyone lock everyone out. */
function takeTurn(options: KeySignInOptions, name: "challenge" | "sign-in", peer: Peer): void {
  const group = peer.address === null ? null : addressGroup(peer.address);
  if (group === null) return;
  const taken = options.limiter.take(name, `key ${group}`);
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
