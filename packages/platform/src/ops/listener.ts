import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ListenAddress } from "../env/schemas.ts";
import type { Log } from "../log/create-log.ts";
import { isLoopbackHost } from "../loopback-host.ts";
import type { Metrics } from "../metrics/create-metrics.ts";
import type { Readiness } from "./readiness.ts";

/** A further route of one app's ops listener; it answers the request itself. */
export type OpsRoute = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface OpsListenerOptions {
  address: ListenAddress;
  readiness: Readiness;
  metrics: Metrics;
  log: Log;
  /** By path, for instance the relay's `/admin/tunnels`. */
  routes?: Readonly<Record<string, OpsRoute>>;
}

export interface OpsListener extends AsyncDisposable {
  /** The port that was bound, which differs from the one asked for when that was 0. */
  port: number;
}

/**
 * Answers `GET` and `HEAD` of `/healthz` (the event loop turns; no store is asked), `/readyz` and
 * `/metrics`, all from memory. It has no sign-in and no limits, so it binds to loopback unless
 * configured otherwise. Rejects with the system's error when the port is taken.
 */
export async function createOpsListener(options: OpsListenerOptions): Promise<OpsListener> {
  const { address, log } = options;
  const routes: Record<string, OpsRoute> = { ...options.routes, ...builtInRoutes(options) };
  const server = createServer((request, response) => {
    Promise.resolve(answer(routes, request, response)).catch((error: unknown) => {
      log.error({ err: error, path: pathOf(request) }, "ops.failed");
      if (!response.headersSent) send(response, 500, "text/plain", "failed\n");
      else response.destroy();
    });
  });
  const port = await listen(server, address);
  if (!isLoopbackHost(address.host)) {
    const warning = `The ops listener has no sign-in and is bound to ${address.host}`;
    log.warn({ warning }, "config.warning");
  }
  return { port, [Symbol.asyncDispose]: () => closeServer(server) };
}

function builtInRoutes({ readiness, metrics }: OpsListenerOptions): Record<string, OpsRoute> {
  return {
    "/healthz": (_request, response) => send(response, 200, "text/plain", "ok\n"),
    "/readyz": (_request, response) => {
      const { ready, ...report } = readiness.report();
      send(response, ready ? 200 : 503, "application/json", `${JSON.stringify(report)}\n`);
    },
    "/metrics": async (_request, response) =>
      send(response, 200, metrics.contentType, await metrics.text()),
  };
}

function answer(
  routes: Readonly<Record<string, OpsRoute>>,
  request: IncomingMessage,
  response: ServerResponse,
): void | Promise<void> {
  const path = pathOf(request);
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return send(response, 404, "text/plain", "not found\n");
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return send(response, 405, "text/plain", "method not allowed\n");
  }
  return route(request, response);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?")[0] ?? "";
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

function listen(server: Server, address: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, () => {
      server.off("error", reject);
      resolve(portOf(server.address(), address.port));
    });
  });
}

function portOf(bound: AddressInfo | string | null, asked: number): number {
  return typeof bound === "object" && bound !== null ? bound.port : asked;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
