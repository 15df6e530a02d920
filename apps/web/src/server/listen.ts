import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { ConfigError, type ListenAddress, type Log, PlatformError } from "@homeport/platform";
import type { WebProcess } from "../context.ts";
import type { createAnswer } from "./answer-request.ts";
import type { NextPages } from "./next-pages.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";

/** Above any balancer's idle time, so that it is never we who close a connection that it is about to use. */
const keepAliveMs = 65_000;
const headersMs = 15_000;
/** A question about a whole draft of access rules is asked in the query. */
const maxHeadBytes = 64 * 1024;

/** Opens the public listener, and closes it when the process drains: last of all, once nothing is in flight. */
export async function listenForVisitors(
  { config, lifecycle, log }: WebProcess,
  answer: ReturnType<typeof createAnswer>,
  upgrade: NextPages["upgrade"],
): Promise<void> {
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersMs,
      // The default of 30 s would let a head take that much longer.
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: maxHeadBytes,
      noDelay: true,
    },
    (request, response) => void answer(request, response),
  );
  server.on("upgrade", (request, socket, head) => {
    if (lifecycle.isDraining) {
      refuseUpgrade(socket, new PlatformError("DRAINING"));
    } else if (upgrade === null) {
      // The console itself upgrades nothing; only pages served from sources do.
      refuseUpgrade(socket, new PlatformError("NOT_FOUND"));
    } else {
      upgrade(request, socket, head).catch((error: unknown) => dropUpgrade(log, error, socket));
    }
  });
  await listen(server, config.webAddress);
  lifecycle.onFinish("http", (signal) => finish(server, signal));
}

function dropUpgrade(log: Log, error: unknown, socket: Duplex): void {
  log.debug({ err: error }, "http.upgrade-failed");
  socket.destroy();
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: Error & { code?: string }) =>
      reject(error.code === "EADDRINUSE" ? portTaken(host, port) : error),
    );
    server.listen(port, host, resolve);
  });
}

function portTaken(host: string, port: number): ConfigError {
  return new ConfigError([
    {
      name: "HOMEPORT_WEB_ADDR",
      problem: `${host}:${port} is taken by another program`,
      remedy: "End that program, or set another address.",
    },
  ]);
}

/** Takes no new connections, lets what is in flight end, and cuts what has not when the deadline passes. */
function finish(server: Server, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    signal.addEventListener("abort", () => server.closeAllConnections(), { once: true });
  });
}
