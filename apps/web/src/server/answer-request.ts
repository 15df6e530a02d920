import type { IncomingMessage, ServerResponse } from "node:http";
import type { Limiter } from "@homeport/coordination";
import {
  addressGroup,
  clientAddress,
  type Lifecycle,
  PlatformError,
  type Random,
  type Stage,
  type TrustedProxies,
  toHomeportError,
} from "@homeport/platform";
import { sendError } from "./answer.ts";
import type { RequestEvents } from "./events.ts";
import { sendFailedPage } from "./failed-page.ts";
import type { Mount, RequestPeer } from "./mount.ts";
import { requestIdOf } from "./request-id.ts";
import { type Route, refusalOf, routeOf } from "./route-of.ts";
import { type PageSecurity, setSecurityHeaders } from "./security-headers.ts";

export interface AnswerDeps {
  mounts: Record<Exclude<Route, "ops">, Mount>;
  limiter: Limiter<"page">;
  events: RequestEvents;
  random: Random;
  lifecycle: Pick<Lifecycle, "isDraining">;
  security: Omit<PageSecurity, "nonce">;
  trustedProxies: TrustedProxies;
  stage: Stage;
  replicaId: string;
}

const nonceBytes = 16;
/**
 * A page of photos or apps brings dozens of files along; uploads and vaults are limited by rules of their own. The catalog is answered from
 * memory, to whole fleets behind one address: what of it is too much is for a proxy to say.
 */
const unpaced: ReadonlySet<Route> = new Set([
  ...(["asset", "media", "uploads", "vaults", "map", "catalog", "catalog-asset"] as const),
]);

/** Answers one request: names it, secures its answer, limits it, and hands it to its mount. Never rejects. */
export function createAnswer(deps: AnswerDeps) {
  return async function answerRequest(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const route = routeOf(request.url ?? "/");
    const peer: RequestPeer = {
      address: clientAddress(request, deps.trustedProxies),
      requestId: requestIdOf(request, deps.trustedProxies),
      nonce: Buffer.from(deps.random.bytes(nonceBytes)).toString("base64"),
    };
    deps.events.watch(request, response, { route, requestId: peer.requestId });
    setCommonHeaders(response, deps, peer);
    try {
      const refused = refusalOf(request.method ?? "GET", request.url ?? "/");
      if (refused !== null) {
        throw new PlatformError(refused);
      }
      if (route === "ops") {
        throw new PlatformError("NOT_FOUND");
      }
      if (!unpaced.has(route)) {
        takePage(deps.limiter, peer.address);
      }
      await deps.mounts[route](request, response, peer);
    } catch (error) {
      fail(error, response, { route, requestId: peer.requestId, events: deps.events });
    }
  };
}

function setCommonHeaders(response: ServerResponse, deps: AnswerDeps, peer: RequestPeer): void {
  setSecurityHeaders(response, { ...deps.security, nonce: peer.nonce });
  response.setHeader("X-Request-Id", peer.requestId);
  if (deps.stage !== "prod") {
    response.setHeader("X-Homeport-Replica", deps.replicaId);
  }
  if (deps.lifecycle.isDraining) {
    response.setHeader("Connection", "close");
  }
}

/** An unknown address has no bucket: one bucket for all of them would let anyone lock everyone out. */
function takePage(limiter: Limiter<"page">, address: string | null): void {
  const group = address === null ? null : addressGroup(address);
  if (group === null) {
    return;
  }
  const decision = limiter.take("page", `address ${group}`);
  if (!decision.allowed) {
    throw new PlatformError("RATE_LIMITED", { retryAfterMs: decision.retryAfterMs });
  }
}

function fail(
  error: unknown,
  response: ServerResponse,
  facts: { route: Route; requestId: string; events: RequestEvents },
): void {
  const { route, requestId, events } = facts;
  if (toHomeportError(error).status >= 500) {
    events.failed(error, { route, requestId });
  }
  if (route === "page" || route === "gate-start") {
    sendFailedPage(response, error, requestId);
  } else {
    sendError(response, error, requestId);
  }
}
