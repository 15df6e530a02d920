import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Gate } from "@homeport/gate";
import {
  errorBody,
  isTrustedProxy,
  newId,
  retryAfterSeconds,
  type TrustedProxies,
  toHomeportError,
} from "@homeport/platform";
import { RelayError } from "../errors.ts";
import type { RelayEvents } from "../events.ts";
import { type AskResult, answerTlsAsk } from "./tls-ask.ts";

export interface GateServerDeps {
  readonly gate: Pick<Gate, "current" | "status">;
  readonly events: Pick<RelayEvents, "tlsAsked" | "internal">;
  /** The apps host without a label. */
  readonly baseHost: string;
  /** Whose questions are answered: `HOMEPORT_GATE_TRUSTED_PROXIES`. */
  readonly trustedProxies: TrustedProxies;
}

const options = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 75_000,
  maxHeaderSize: 16 * 1024,
  noDelay: true,
};
const maxConnections = 1_024;

/**
 * The listener for proxies that stand in front of the relay: it answers what they have to know, from memory, and carries
 * nothing. Nobody but a trusted proxy learns anything here, whatever the path; what a proxy writes into
 * `X-Forwarded-For` has no say in who it is.
 */
export function createGateServer(deps: GateServerDeps): Server {
  const server = createServer(options, (request, response) => {
    const requestId = newId();
    try {
      answer(deps, request);
      send(response, 200, {}, "known\n");
    } catch (error) {
      const known = toHomeportError(error);
      if (known.code === "INTERNAL") deps.events.internal(error, requestId);
      const seconds = retryAfterSeconds(known);
      const headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Homeport-Error": known.code,
        "X-Request-Id": requestId,
        ...(seconds === null ? {} : { "Retry-After": String(seconds) }),
      };
      send(response, known.status, headers, `${JSON.stringify(errorBody(error, requestId))}\n`);
    }
  });
  server.maxConnections = maxConnections;
  return server;
}

/** Returns where the answer is yes; throws RelayError for any other. */
function answer(deps: GateServerDeps, request: IncomingMessage): void {
  if (!isTrustedProxy(request.socket.remoteAddress ?? "", deps.trustedProxies)) {
    deps.events.tlsAsked("refused");
    throw new RelayError("UNTRUSTED_PROXY");
  }
  const [path, query = ""] = split(request.url ?? "");
  if (path !== "/tls/ask") throw new RelayError("NOT_FOUND");
  if (request.method !== "GET" && request.method !== "HEAD") throw new RelayError("METHOD_REFUSED");
  const result = answerTlsAsk({
    ready: deps.gate.status().ready,
    snapshot: deps.gate.current(),
    baseHost: deps.baseHost,
    domains: new URLSearchParams(query).getAll("domain"),
  });
  deps.events.tlsAsked(result);
  if (result !== "known") throw refusals[result]();
}

const refusals: Record<Exclude<AskResult, "known">, () => RelayError> = {
  unknown: () =>
    new RelayError("NOT_FOUND", { publicMessage: "Nothing here answers at this hostname." }),
  malformed: () => new RelayError("BAD_REQUEST", { publicMessage: "Name one domain." }),
  unsynced: () => new RelayError("UNSYNCED"),
};

function split(target: string): [path: string, query?: string] {
  const at = target.indexOf("?");
  return at < 0 ? [target] : [target.slice(0, at), target.slice(at + 1)];
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}
