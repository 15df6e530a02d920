import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { systemClock } from "@homeport/platform";
import {
  agentBudgetBytes,
  createBudget,
  createMux,
  createWheel,
  type MuxStream,
  rawUpgradeToken,
  rawWire,
  rstCodes,
  type StreamEnd,
  type Wire,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocket } from "ws";
import { announcePort, endOnSignal } from "./announce.ts";
import { limitsOf, muxTerms } from "./mux-terms.ts";

/** Splices streams to the target's connections, and keeps them after RELEASE. */
const [relayPort, targetPort, wireKind, variant] = process.argv.slice(2);
const idle: TargetConnection[] = [];

class TargetConnection {
  readonly socket: Socket;
  stream: MuxStream | null = null;
  owedBytes = 0;

  constructor() {
    this.socket = connect({ host: "127.0.0.1", port: Number(targetPort), noDelay: true });
    this.socket.on("data", (bytes: Buffer) => {
      if (this.stream?.write(bytes) === false) this.socket.pause();
    });
    this.socket.on("drain", () => {
      this.stream?.consumed(this.owedBytes);
      this.owedBytes = 0;
    });
    this.socket.on("error", () => this.stream?.reset(rstCodes.TARGET_RESET));
    this.socket.on("close", () => this.stream?.reset(rstCodes.TARGET_RESET));
  }

  onData(bytes: Buffer): void {
    if (this.socket.write(bytes)) this.stream?.consumed(bytes.length);
    else this.owedBytes += bytes.length;
  }

  onEnd(): void {
    this.socket.end();
  }

  onDrain(): void {
    this.socket.resume();
  }

  onClose(end: StreamEnd): void {
    this.stream = null;
    if (end.kind === "released" && !this.socket.destroyed) idle.push(this);
    else this.socket.destroy();
  }
}

function splice(stream: MuxStream): void {
  let connection = idle.pop();
  while (connection?.socket.destroyed) connection = idle.pop();
  connection ??= new TargetConnection();
  connection.stream = stream;
  stream.listen(connection);
  stream.accept();
}

function start(wire: Wire): void {
  createMux({
    role: "agent",
    wire,
    clock: systemClock,
    wheel: createWheel(systemClock),
    budget: createBudget(agentBudgetBytes),
    local: muxTerms,
    peer: muxTerms,
    limits: limitsOf(variant),
    handlers: { onOpen: splice, onClose: () => process.exit(1) },
  });
  announcePort(0);
}

endOnSignal();
if (wireKind === "raw") {
  const headers = { connection: "upgrade", upgrade: rawUpgradeToken };
  httpRequest({ host: "127.0.0.1", port: relayPort, agent: false, headers })
    .on("upgrade", (_response, socket, head) => start(rawWire(socket as Socket, head)))
    .end();
} else {
  const ws = new WebSocket(`ws://127.0.0.1:${relayPort}`, { perMessageDeflate: false });
  let carrier: Socket | undefined;
  ws.on("upgrade", (response) => {
    carrier = response.socket;
  });
  ws.on("open", () => start(webSocketWire(ws, carrier)));
}
