import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Gate, gateCodes, secretField } from "@homeport/gate";
import {
  constantTimeEqual,
  errorBody,
  isTrustedProxy,
  newId,
  retryAfterSeconds,
  type TrustedProxies,
  toHomeportError,
} from "@homeport/platform";
import { RelayError } from "../errors.ts";
import type { RelayEvents } from "../events.ts";
import type { OwnAnswer } from "../pages/refusal.ts";
import type { LastAccess } from "../resolve/last-access.ts";
import { valuesOf } from "../transport/fields.ts";
import type { Wish } from "../wake/waker.ts";
import { answerGatePath, answerProxied } from "./answer-visitor.ts";
import { readQuestion } from "./read-question.ts";
import { type AskResult, answerTlsAsk } from "./tls-ask.ts";
import type { WakeProxiedDeps } from "./wake-proxied.ts";

export interface GateServerDeps extends WakeProxiedDeps {
  readonly gate: Pick<Gate, "admit" | "answerProxy" | "current" | "status">;
  readonly events: Pick<RelayEvents, "tlsAsked" | "internal">;
  readonly lastAccess: LastAccess;
  /** The apps host without a label. */
  readonly baseHost: string;
  /** Whose questions are answered: `HOMEPORT_GATE_TRUSTED_PROXIES`. */
  readonly trustedProxies: TrustedProxies;
  /** What they send besides: `HOMEPORT_GATE_SECRET`. */
  readonly secret: string | undefined;
}

const options = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 75_000,
  // A sub-request has the visitor's whole head, which the relay takes up to 32 KiB, and the proxy's own fields.
  maxHeaderSize: 40 * 1024,
  noDelay: true,
};
const maxConnections = 1_024;

/**
 * The listener for proxies that stand in front of the relay, or of apps that no relay carries: it answers what they have
 * to know, from memory, and carries nothing. Nobody but a trusted proxy learns anything here, whatever the path; what a
 * proxy writes into `X-Forwarded-For` has no say in who it is.
 */
export function createGateServer(deps: GateServerDeps): Server {
  const server = createServer(options, (request, response) => void serve(deps, request, response));
  // Fields beyond the limit would be dropped in silence, and with them what makes a request ambiguous.
  server.maxHeadersCount = 0;
  server.maxConnections = maxConnections;
  return server;
}

async function serve(
  deps: GateServerDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = newId();
  try {
    const whenGone = (then: () => void) => listenForEnd(response, then);
    send(response, await answer(deps, request, requestId, whenGone));
  } catch (error) {
    const known = toHomeportError(error);
    if (known.code === "INTERNAL") deps.events.internal(error, requestId);
    send(response, answerOfError(error, requestId));
  }
}

/** A proxy that gives up on its question ends the connection. */
function listenForEnd(response: ServerResponse, then: () => void): () => void {
  response.once("close", then);
  return () => response.off("close", then);
}

/** Throws RelayError for a question that is none, or that this caller may not ask. */
async function answer(
  deps: GateServerDeps,
  request: IncomingMessage,
  requestId: string,
  whenGone: Wish["whenGone"],
): Promise<OwnAnswer> {
  if (!isTrustedProxy(request.socket.remoteAddress ?? "", deps.trustedProxies)) {
    deps.events.tlsAsked("refused");
    throw new RelayError("UNTRUSTED_PROXY");
  }
  const question = readQuestion(request.url ?? "");
  // Of all questions only this one comes without the secret: Caddy can add no header to it, and it tells no more than
  // any visitor can find out.
  if (question.kind === "tls-ask") return tlsAsk(deps, request, question.domains);
  if (!hasSecret(deps, request)) throw new RelayError("UNTRUSTED_PROXY");
  switch (question.kind) {
    case "proxied":
      return await answerProxied(deps, request, { ...question, requestId, whenGone });
    case "gate-path":
      return await answerGatePath(deps, request, requestId);
    case "nothing":
      throw new RelayError("NOT_FOUND");
  }
}

function hasSecret({ secret }: GateServerDeps, request: IncomingMessage): boolean {
  if (secret === undefined) return true;
  const sent = valuesOf(request.rawHeaders, secretField);
  return sent.length === 1 && constantTimeEqual(sent[0] ?? "", secret);
}

function tlsAsk(
  deps: GateServerDeps,
  request: IncomingMessage,
  domains: readonly string[],
): OwnAnswer {
  if (request.method !== "GET" && request.method !== "HEAD") throw new RelayError("METHOD_REFUSED");
  const result = answerTlsAsk({
    ready: deps.gate.status().ready,
    snapshot: deps.gate.current(),
    baseHost: deps.baseHost,
    domains,
  });
  deps.events.tlsAsked(result);
  if (result !== "known") throw refusals[result]();
  return { status: 200, headers: plainText, body: "known\n" };
}

const plainText = ["Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-store"];

const refusals: Record<Exclude<AskResult, "known">, () => RelayError> = {
  unknown: () =>
    new RelayError("NOT_FOUND", { publicMessage: "Nothing here answers at this hostname." }),
  malformed: () => new RelayError("BAD_REQUEST", { publicMessage: "Name one domain." }),
  unsynced: () => new RelayError("UNSYNCED"),
};

function answerOfError(error: unknown, requestId: string): OwnAnswer {
  const known = toHomeportError(error);
  const seconds = retryAfterSeconds(known);
  const headers = [
    ...["Content-Type", "application/json; charset=utf-8", "Cache-Control", "no-store"],
    ...["X-Homeport-Error", known.code, "X-Request-Id", requestId],
    ...(seconds === null ? [] : ["Retry-After", String(seconds)]),
    ...(known.code === "UNTRUSTED_PROXY" ? ["X-Homeport-Gate", untrustedNumber] : []),
  ];
  return {
    status: known.status,
    headers,
    body: `${JSON.stringify(errorBody(error, requestId))}\n`,
  };
}

const untrustedNumber = String(gateCodes.UNTRUSTED_PROXY.number);

function send(response: ServerResponse, { status, headers, body }: OwnAnswer): void {
  const bytes = Buffer.from(body);
  const length = status === 204 ? [] : ["Content-Length", String(bytes.length)];
  response.writeHead(status, [...headers, ...length]);
  response.end(response.req.method === "HEAD" || bytes.length === 0 ? undefined : bytes);
}
