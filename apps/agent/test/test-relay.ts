import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import {
  type AgentControl,
  type AgentHello,
  type AppDesired,
  acceptHandshake,
  agentControlSchema,
  ControlLines,
  closeCodes,
  controlLine,
  createBudget,
  createMux,
  createWheel,
  defaultLimits,
  type KeyRotate,
  type Mux,
  type MuxStream,
  maxStreamsPerTunnel,
  protocolVersion,
  rawUpgradeToken,
  rawWire,
  rotationMessage,
  rstCodes,
  verifyProof,
  type Wire,
  webSocketSubprotocol,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocketServer } from "ws";

const terms = { creditBytes: defaultLimits.windowBytes, maxStreams: maxStreamsPerTunnel };

/** One tunnel of an agent, as this relay holds it. */
export interface HeldTunnel {
  readonly hello: AgentHello;
  readonly mux: Mux;
}

/** How a relay of the test knows its host, and what it does when the host changes its key. */
export interface KeyRing {
  active: Buffer;
  /** The key of before; null once its time is over. */
  retiring: Buffer | null;
  /** What becomes of `key.rotate`: it is done and answered, done and never answered, or not even read. */
  answers: "all" | "late" | "none";
  /** Rotations that were asked for. */
  asked: number;
}

/** A relay small enough to read: it takes agents by their key, answers what they declare, and echoes. */
export interface TestRelay extends AsyncDisposable {
  readonly keys: KeyRing;
  readonly url: string;
  /** Tunnels that are open and were not told to go. */
  readonly tunnels: readonly HeldTunnel[];
  readonly declared: readonly string[];
  /** What agents said of their targets: app and failure. */
  readonly reports: readonly string[];
  /** Control lines that agents have opened, in order. */
  readonly controlLines: readonly MuxStream[];
  /** What agents said of apps that they run: generation, status and code. */
  readonly states: readonly string[];
  /** What those apps printed for the console. */
  output(): string;
  /** Says on the newest control line what is wanted of an app. */
  desire(wanted: AppDesired): Promise<void>;
  /** Asks over a stream of its own for the newest lines of an app. */
  tail(appId: string): Promise<readonly string[]>;
  /** Opens a stream on the newest tunnel. */
  open(
    kind: "http" | "tcp" | "control",
    target: string,
    appId?: string,
  ): { stream: MuxStream; text(): string };
}

export async function startTestRelay(
  publicKey: Uint8Array,
  options: { relayId?: string; port?: number } = {},
): Promise<TestRelay> {
  const tunnels: HeldTunnel[] = [];
  const declared: string[] = [];
  const reports: string[] = [];
  const states: string[] = [];
  const lines: MuxStream[] = [];
  let output = "";
  function hear(message: AgentControl): void {
    if (message.type === "app.log") output += message.text;
    if (message.type !== "app.report") return;
    const { generation, status, code } = message;
    states.push([generation, status, code].filter((part) => part !== null).join(" "));
  }
  const keys: KeyRing = {
    ...{ active: Buffer.from(publicKey), retiring: null, answers: "all", asked: 0 },
  };
  const sockets = new Set<Socket>();
  const wheel = createWheel(systemClock);
  const budget = createBudget(2 ** 28);
  const webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: () => webSocketSubprotocol,
  });

  function leave(tunnel: HeldTunnel): void {
    const at = tunnels.indexOf(tunnel);
    if (at >= 0) tunnels.splice(at, 1);
  }

  async function welcome(wire: Wire): Promise<void> {
    const agent = await acceptHandshake({
      wire,
      clock: systemClock,
      hello: {
        ...{ protocols: [protocolVersion], relayId: options.relayId ?? "relay-1", boot: "boot" },
        ...{ nonce: randomBytes(32).toString("base64url"), timeMs: Date.now() },
        ...{ minAgentVersion: "0.1.0", features: [], others: [], ...terms },
      },
      judge: (_hello, proof) =>
        [keys.active, keys.retiring].some((key) => key !== null && verifyProof(key, proof))
          ? { ok: true, value: null }
          : { ok: false, code: closeCodes.CREDENTIAL, text: "the key was not accepted" },
    });
    agent.failed.catch(() => undefined);
    if (!agent.welcome({ tunnelId: randomUUID(), warnings: [] })) return;
    const mux = createMux({
      ...{ role: "relay", wire, clock: systemClock, wheel, budget, local: terms },
      peer: { creditBytes: agent.hello.creditBytes, maxStreams: agent.hello.maxStreams },
      handlers: {
        onOpen: (stream) =>
          serve(stream, { hello: agent.hello, declared, reports, keys, lines, hear }),
        onGoAway: () => leave(tunnel),
        onClose: () => leave(tunnel),
      },
    });
    const tunnel = { hello: agent.hello, mux };
    for (const old of tunnels.filter(({ hello }) => hello.run < agent.hello.run)) {
      old.mux.goAway(closeCodes.REPLACED, 30_000, "a newer agent is here");
      leave(old);
    }
    tunnels.push(tunnel);
  }

  const server = createServer((_request, response) => response.writeHead(426).end());
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket: Socket, head) => {
    socket.on("error", () => socket.destroy());
    if (request.headers.upgrade === rawUpgradeToken) {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${rawUpgradeToken}\r\n\r\n`,
      );
      welcome(rawWire(socket, head)).catch(() => socket.destroy());
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      welcome(webSocketWire(webSocket, socket)).catch(() => socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));

  const open: TestRelay["open"] = (kind, target, appId = "app") => {
    const mux = tunnels.at(-1)?.mux;
    if (mux === undefined) throw new Error("no tunnel is open");
    let received = "";
    const request = { hops: 0, hostId: "", appId, visitorAddress: "", requestId: "r" };
    const stream = mux.open(
      { ...request, kind, target },
      {
        onData(bytes) {
          received += bytes.toString();
          if (typeof stream !== "string") stream.consumed(bytes.length);
        },
        onEnd: () => undefined,
        onClose: () => undefined,
      },
    );
    if (typeof stream === "string") throw new Error(stream);
    return { stream, text: () => received };
  };

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ tunnels, declared, reports, keys, states, controlLines: lines },
    output: () => output,
    async desire(wanted) {
      const line = await waitFor(() => lines.findLast(({ closed }) => !closed), {
        deadlineMs: 20_000,
        what: "a control line",
      });
      line.write(controlLine(wanted));
    },
    async tail(appId) {
      const { stream, text } = open("control", "", appId);
      stream.write(controlLine({ type: "log.tail", id: "1", appId, lines: 100 }));
      const answer = await waitFor(() => text().endsWith("\n") && JSON.parse(text()), {
        deadlineMs: 20_000,
      });
      stream.end();
      return answer.lines;
    },
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Served {
  readonly hello: AgentHello;
  readonly declared: string[];
  readonly reports: string[];
  readonly keys: KeyRing;
  readonly lines: MuxStream[];
  hear(message: AgentControl): void;
}

/** Streams of agents: an echo, or a control line on which every declared app exists. */
function serve(stream: MuxStream, served: Served): void {
  const lines = new ControlLines();
  const isEcho = stream.request.kind === "echo";
  if (!isEcho && stream.request.kind !== "control") {
    stream.reset(rstCodes.BAD_OPEN);
    return;
  }
  if (!isEcho) served.lines.push(stream);
  stream.listen({
    onData(bytes) {
      stream.consumed(bytes.length);
      if (isEcho) {
        stream.write(bytes);
        return;
      }
      for (const line of lines.push(bytes) ?? []) {
        const answer = answerOf(line, served);
        if (answer !== null) stream.write(controlLine(answer));
      }
    },
    onEnd: () => stream.end(),
    onClose: () => undefined,
  });
  stream.accept();
}

function answerOf(line: string, served: Served): object | null {
  const { hello, declared, reports, keys } = served;
  const message = agentControlSchema.parse(JSON.parse(line));
  served.hear(message);
  if (message.type === "targets") {
    reports.push(...message.targets.map(({ appId, error }) => `${appId} ${error}`));
  }
  if (message.type === "key.rotate") return rotate(message, hello, keys);
  if (message.type !== "apps.declare") return null;
  const apps = message.apps.map(({ name, level = "owner", target }) => {
    declared.push(`${name} ${target}`);
    return { name, appId: `app-${name}`, url: `http://${name}.test/`, level, created: true };
  });
  return { type: "apps.declared", id: message.id, apps };
}

function rotate(message: KeyRotate, hello: AgentHello, keys: KeyRing): object | null {
  keys.asked += 1;
  if (keys.answers === "none") return null;
  const newKey = Buffer.from(message.publicKey, "base64url");
  const isKnown = newKey.equals(keys.active);
  const oldKey = isKnown ? keys.retiring : keys.active;
  const { hostId, epoch } = hello;
  const signed = (key: Buffer, signature: string) =>
    oldKey !== null &&
    verifyProof(key, {
      message: rotationMessage({ hostId, epoch, oldKey, newKey }),
      signature: Buffer.from(signature, "base64url"),
    });
  const { id } = message;
  if (
    oldKey === null ||
    !signed(oldKey, message.signedByOld) ||
    !signed(newKey, message.signedByNew)
  ) {
    return { error: "PROOF_INVALID", id, message: "The proof was not accepted." };
  }
  if (!isKnown) Object.assign(keys, { active: newKey, retiring: oldKey });
  return keys.answers === "late" ? null : { type: "key.rotated", id, oldKeyNotAfterMs: 1 };
}
