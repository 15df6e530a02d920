import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { systemClock } from "@homeport/platform";
import {
  acceptConnect,
  connectLimits,
  createBudget,
  createMux,
  createWheel,
  type Mux,
  type MuxStream,
  maxConnectStreams,
  protocolVersion,
  rstCodes,
  webSocketSubprotocol,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocketServer } from "ws";

export interface TestConnectDoor extends AsyncDisposable {
  readonly url: URL;
  readonly port: number;
  /** Clients that are connected, the newest last. */
  readonly muxes: readonly Mux[];
  /** What each upgrade said of itself. */
  readonly asked: { readonly path: string; readonly authorization: string }[];
}

export interface ConnectDoorOptions {
  readonly port?: number;
  readonly relayId?: string;
  /** Asked for every upgrade; a status with a code refuses it. */
  readonly refuse?: () => { status: number; code: string } | null;
  /** What becomes of a stream; it greets and echoes when nothing is given. */
  readonly serve?: (stream: MuxStream) => void;
}

/** The relay's door for TCP apps, small enough to read: it admits whom the test says, and echoes. */
export async function startConnectDoor(options: ConnectDoorOptions = {}): Promise<TestConnectDoor> {
  const sockets = new Set<Socket>();
  const muxes: Mux[] = [];
  const asked: { path: string; authorization: string }[] = [];
  const wheel = createWheel(systemClock);
  const budget = createBudget(2 ** 28);
  const webSockets = new WebSocketServer({
    noServer: true,
    handleProtocols: () => webSocketSubprotocol,
  });
  const server = createServer((_request, response) => response.writeHead(426).end());
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket: Socket, head) => {
    socket.on("error", () => socket.destroy());
    const { authorization = "" } = request.headers;
    asked.push({ path: request.url ?? "", authorization });
    const refusal = options.refuse?.() ?? null;
    if (refusal !== null) {
      const fields = `X-Homeport-Error: ${refusal.code}\r\nContent-Length: 0\r\n`;
      socket.end(`HTTP/1.1 ${refusal.status} No\r\n${fields}Connection: close\r\n\r\n`);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const wire = webSocketWire(webSocket, socket);
      const terms = {
        maxStreams: maxConnectStreams,
        creditBytes: connectLimits.windowBytes,
      };
      const offer = { protocols: [protocolVersion], relayId: options.relayId ?? "relay-1" };
      acceptConnect({
        ...{ wire, clock: systemClock, welcome: { tunnelId: "c-1", warnings: [] } },
        offer: { ...offer, ...terms, boot: "b", minAgentVersion: "0.1.0", features: [] },
        serves: () => true,
      }).then(
        () => {
          const mux: Mux = createMux({
            ...{ role: "relay", wire, clock: systemClock, wheel, budget, local: terms },
            ...{ peer: { ...terms, maxStreams: 0 }, limits: connectLimits },
            handlers: {
              onOpen: options.serve ?? greetAndEcho,
              onClose: () => void muxes.splice(muxes.indexOf(mux), 1),
            },
          });
          muxes.push(mux);
        },
        () => socket.destroy(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, url: new URL(`http://127.0.0.1:${port}`), muxes, asked },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Says hello first, gives every byte back, and ends after the other side with a last word. */
function greetAndEcho(stream: MuxStream): void {
  let heldBytes = 0;
  stream.accept();
  stream.write(Buffer.from("hello "));
  stream.listen({
    onData(bytes) {
      if (stream.write(bytes)) stream.consumed(bytes.length);
      else heldBytes += bytes.length;
    },
    onDrain() {
      stream.consumed(heldBytes);
      heldBytes = 0;
    },
    onEnd: () => stream.end(Buffer.from("goodbye")),
    onClose: () => undefined,
  });
}

export function refuseWith(code: keyof typeof rstCodes): (stream: MuxStream) => void {
  return (stream) => stream.reset(rstCodes[code]);
}
