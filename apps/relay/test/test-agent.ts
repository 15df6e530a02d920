import { sign } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { systemClock } from "@homeport/platform";
import {
  type AgentHello,
  createBudget,
  createMux,
  createWheel,
  dialHandshake,
  type Mux,
  type MuxEnd,
  type MuxStream,
  type OpenRequest,
  type RelayHello,
  rawUpgradeToken,
  rawWire,
  rstCodes,
  type StreamEvents,
  type Wire,
  webSocketSubprotocol,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocket } from "ws";
import { facts, type TestHost } from "./test-stores.ts";

export interface TestAgentOptions {
  readonly port: number;
  readonly host: TestHost;
  readonly wire?: "websocket" | "raw";
  /** Where streams of kind echo go. */
  readonly echoUrl?: string;
  /** Takes control streams that a relay opens; without it they are refused. */
  readonly onControl?: (stream: MuxStream) => void;
  /** Dials TLS, and takes any certificate. */
  readonly secure?: boolean;
  readonly run?: number;
  readonly epoch?: number;
  readonly slot?: number;
  /** Changes what it says of itself, after everything else. */
  readonly hello?: Partial<AgentHello>;
  readonly sign?: (message: Buffer) => Uint8Array | Promise<Uint8Array>;
  /** Called before bytes go to a target; false drops them, and nothing of them counts as delivered. */
  readonly delivers?: (stream: MuxStream, bytes: Buffer) => boolean;
  /** Where it runs an app whose target the relay leaves to it; null while it does not run. */
  readonly runsAt?: (appId: string) => string | null;
  /** Answers every stream of a visitor with this code, as an agent does that cannot have the target. */
  readonly resetWith?: number;
  /** More fields at the door. */
  readonly headers?: Record<string, string>;
}

export interface TestAgent extends AsyncDisposable {
  readonly mux: Mux;
  readonly relay: RelayHello;
  readonly ended: Promise<MuxEnd>;
  /** GOAWAY codes that came from the relay. */
  readonly goAways: number[];
  /** What relays asked for, in the order of their OPENs. */
  readonly asked: OpenRequest[];
  /** Streams that relays opened and how each ended, in the order of their ends. */
  readonly streamEnds: string[];
  readonly openSockets: ReadonlySet<Socket>;
  /** The connection below the tunnel: paused, the agent hears nothing more and answers nothing. */
  readonly carrier: Pick<Socket, "pause" | "resume">;
}

let lastEpoch = Date.now();

/** An agent small enough to read: it splices every stream to the target that the relay names. */
export async function startTestAgent(options: TestAgentOptions): Promise<TestAgent> {
  const { wire, carrier } = await dial(options);
  lastEpoch += 1;
  const epoch = options.epoch ?? lastEpoch;
  const { relay, hello } = await dialHandshake({
    wire,
    clock: systemClock,
    hello: () => ({
      ...{ hostId: options.host.hostId, machineId: options.host.machineId },
      ...{ run: options.run ?? 1, epoch, slot: options.slot ?? 0 },
      ...{ agentVersion: "0.1.0", facts, maxStreams: 1_024, creditBytes: 262_144, features: [] },
      ...options.hello,
    }),
    sign: options.sign ?? ((message) => sign(null, message, options.host.privateKey)),
  });
  return { ...runAgent(wire, relay, hello, options), carrier };
}

function runAgent(
  wire: Wire,
  relay: RelayHello,
  hello: AgentHello,
  { echoUrl, onControl, runsAt, resetWith, delivers = () => true }: TestAgentOptions,
): Omit<TestAgent, "carrier"> {
  const goAways: number[] = [];
  const asked: OpenRequest[] = [];
  const streamEnds: string[] = [];
  const openSockets = new Set<Socket>();
  const ended = Promise.withResolvers<MuxEnd>();
  const mux = createMux({
    role: "agent",
    wire,
    clock: systemClock,
    wheel: createWheel(systemClock),
    budget: createBudget(128 * 2 ** 20),
    local: { creditBytes: hello.creditBytes, maxStreams: hello.maxStreams },
    peer: { creditBytes: relay.creditBytes, maxStreams: relay.maxStreams },
    handlers: {
      onOpen: (stream) => {
        asked.push(stream.request);
        const { kind, appId } = stream.request;
        if (resetWith !== undefined) return stream.reset(resetWith);
        if (kind === "control") {
          if (onControl === undefined) stream.reset(rstCodes.BAD_OPEN);
          else onControl(stream);
          return;
        }
        const target = stream.request.target === "" ? runsAt?.(appId) : stream.request.target;
        if (target === null) return stream.reset(rstCodes.TARGET_REFUSED);
        const url = kind === "echo" ? (echoUrl ?? target ?? "") : (target ?? "");
        spliceTarget(stream, new URL(url), { openSockets, streamEnds, delivers });
      },
      onGoAway: (goAway) => void goAways.push(goAway.code),
      onClose: ended.resolve,
    },
  });
  return {
    ...{ mux, relay, goAways, asked, streamEnds, openSockets, ended: ended.promise },
    async [Symbol.asyncDispose]() {
      if (!mux.closed) mux.destroy(4_002, "the test is over");
      for (const socket of openSockets) socket.destroy();
      await ended.promise;
    },
  };
}

function spliceTarget(
  stream: MuxStream,
  url: URL,
  agent: {
    readonly openSockets: Set<Socket>;
    readonly streamEnds: string[];
    readonly delivers: (stream: MuxStream, bytes: Buffer) => boolean;
  },
): void {
  const { openSockets: sockets, streamEnds: ends, delivers } = agent;
  const socket = connect({ host: url.hostname, port: Number(url.port), allowHalfOpen: true });
  sockets.add(socket);
  let heldBytes = 0;
  const giveBack = () => {
    const taken = heldBytes;
    heldBytes = 0;
    stream.consumed(taken);
  };
  const events: StreamEvents = {
    onData(bytes) {
      if (!delivers(stream, bytes)) return;
      heldBytes += bytes.length;
      stream.markDelivered(bytes.length);
      if (socket.write(bytes)) giveBack();
    },
    onEnd: () => void socket.end(),
    onDrain: () => void socket.resume(),
    onClose(end) {
      ends.push(end.kind === "reset" ? `reset ${end.code}` : end.kind);
      socket.destroy();
    },
  };
  socket.on("connect", () => stream.accept());
  socket.on("drain", giveBack);
  socket.on("data", (bytes) => {
    if (!stream.write(bytes)) socket.pause();
  });
  socket.on("end", () => stream.end());
  socket.on("error", (error: NodeJS.ErrnoException) => {
    const refused = error.code === "ECONNREFUSED";
    stream.reset(refused ? rstCodes.TARGET_REFUSED : rstCodes.TARGET_RESET);
  });
  socket.on("close", () => {
    sockets.delete(socket);
    if (!stream.closed) stream.reset(rstCodes.TARGET_RESET);
  });
  stream.listen(events);
}

async function dial(options: TestAgentOptions): Promise<{ wire: Wire; carrier: Socket }> {
  const headers = { "Homeport-Host": options.host.hostId, ...options.headers };
  const host = "localhost:8080";
  if (options.wire === "raw") {
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: options.port, path: "/tunnel" },
      headers: { Host: host, Connection: "Upgrade", Upgrade: rawUpgradeToken, ...headers },
    });
    request.end();
    const [, socket, head] = await once(request, "upgrade");
    return { wire: rawWire(socket, head), carrier: socket };
  }
  const scheme = options.secure === true ? "wss" : "ws";
  const address = `${scheme}://127.0.0.1:${options.port}/tunnel`;
  const socket = new WebSocket(address, webSocketSubprotocol, {
    headers: { Host: host, ...headers },
    perMessageDeflate: false,
    rejectUnauthorized: false,
  });
  const wire = webSocketWire(socket);
  const [[upgraded]] = await Promise.all([once(socket, "upgrade"), once(socket, "open")]);
  return { wire, carrier: upgraded.socket };
}
