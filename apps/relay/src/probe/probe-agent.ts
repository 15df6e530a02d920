import { once } from "node:events";
import { createServer } from "node:http";
import type { Clock } from "@homeport/platform";
import {
  createBudget,
  createMux,
  defaultLimits,
  dialHandshake,
  type Mux,
  type MuxStream,
  rstCodes,
  streamDuplex,
  type Wheel,
  type Wire,
  webSocketSubprotocol,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocket } from "ws";
import type { OwnListener } from "./own-listener.ts";
import type { ProbeHost } from "./probe-host.ts";

export interface ProbeAgentDeps {
  readonly clock: Clock;
  readonly wheel: Wheel;
  readonly host: ProbeHost;
  readonly agentVersion: string;
}

const maxStreams = 8;
const budgetBytes = 4 * 1024 * 1024;
const facts = { os: "", arch: "", cpuCount: 0, memoryBytes: 0 };

/**
 * Dials this process's own listener as any agent would, and serves the echo over the tunnel. Rejects when no tunnel
 * comes of it, or with the signal's reason.
 */
export async function dialProbeAgent(
  deps: ProbeAgentDeps,
  listener: OwnListener,
  signal: AbortSignal,
): Promise<Mux> {
  const { clock, host } = deps;
  const wire = await openWire(listener, host.hostId, signal);
  const epoch = clock.nowMs();
  const { relay, hello } = await dialHandshake({
    ...{ wire, clock },
    hello: () => ({
      ...{ hostId: host.hostId, machineId: host.machineId, run: epoch, epoch, slot: 0 },
      ...{ agentVersion: deps.agentVersion, facts, features: [] },
      ...{ maxStreams, creditBytes: defaultLimits.windowBytes },
    }),
    sign: (message) => host.sign(message),
  });
  const echo = createEcho();
  return createMux({
    role: "agent",
    ...{ wire, clock, wheel: deps.wheel, budget: createBudget(budgetBytes) },
    local: { creditBytes: hello.creditBytes, maxStreams: hello.maxStreams },
    peer: { creditBytes: relay.creditBytes, maxStreams: relay.maxStreams },
    handlers: { onOpen: echo.accept, onClose: echo.close },
  });
}

async function openWire(
  { host, port, secure, hostHeader }: OwnListener,
  hostId: string,
  signal: AbortSignal,
): Promise<Wire> {
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const socket = new WebSocket(`${secure ? "wss" : "ws"}://${place}/tunnel`, webSocketSubprotocol, {
    headers: { Host: hostHeader, "Homeport-Host": hostId },
    perMessageDeflate: false,
    // The certificate names the public address, and what is dialled is this process.
    rejectUnauthorized: false,
  });
  const wire = webSocketWire(socket);
  try {
    await once(socket, "open", { signal });
    return wire;
  } catch (error) {
    socket.on("error", () => {});
    socket.terminate();
    throw error;
  }
}

/** Sends back the body of whatever is posted. It listens on no port: streams are its connections. */
function createEcho() {
  const server = createServer((request, response) => request.pipe(response));
  return {
    accept(stream: MuxStream): void {
      if (stream.request.kind !== "echo") {
        stream.reset(rstCodes.BAD_OPEN);
        return;
      }
      stream.accept();
      server.emit("connection", streamDuplex(stream));
    },
    close: () => server.closeAllConnections(),
  };
}
