import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { type MemoryWireOptions, memoryWirePair } from "../wire/memory.ts";
import { rawWire } from "../wire/raw.ts";
import { webSocketWire } from "../wire/websocket.ts";
import type { Wire, WireKind } from "../wire/wire.ts";

export const wireKinds: WireKind[] = ["memory", "websocket", "raw"];

export interface WirePair {
  relay: Wire;
  agent: Wire;
  /** Ends whatever the wires left open. */
  dispose(): Promise<void>;
}

/** A connected pair of each kind; websocket and raw go through real sockets on loopback. */
export function connectWires(kind: WireKind, options: MemoryWireOptions = {}): Promise<WirePair> {
  switch (kind) {
    case "memory":
      return Promise.resolve(connectMemory(options));
    case "websocket":
      return connectWebSocket();
    case "raw":
      return connectRaw();
  }
}

function connectMemory(options: MemoryWireOptions): WirePair {
  const [relay, agent] = memoryWirePair(options);
  return {
    relay,
    agent,
    async dispose() {
      relay.destroy();
      agent.destroy();
    },
  };
}

async function connectWebSocket(): Promise<WirePair> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  await once(server, "listening");
  const accepted = once(server, "connection");
  const far = new WebSocket(`ws://127.0.0.1:${portOf(server.address())}`, {
    perMessageDeflate: false,
  });
  const upgraded = once(far, "upgrade");
  // The listener is attached before anything else can run, as an app does in its own handler.
  const relay = accepted.then(([ws, request]) => webSocketWire(ws, request.socket));
  const [response] = await upgraded;
  const agent = webSocketWire(far, response.socket);
  return {
    relay: await relay,
    agent,
    async dispose() {
      for (const client of server.clients) client.terminate();
      far.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function connectRaw(): Promise<WirePair> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection");
  const far = connect(portOf(server.address()), "127.0.0.1");
  const [near]: Socket[] = await accepted;
  if (near === undefined) throw new Error("no connection came");
  await (far.connecting ? once(far, "connect") : undefined);
  return {
    relay: rawWire(near),
    agent: rawWire(far),
    async dispose() {
      near.destroy();
      far.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: string | { port: number } | null): number {
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
