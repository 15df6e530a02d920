import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Clock, Random } from "@homeport/platform";
import {
  acceptLink,
  type Budget,
  closeCodes,
  createMux,
  type LinkKey,
  linkUpgradeToken,
  type Mux,
  type MuxLimits,
  type MuxStream,
  rawWire,
  type Wheel,
  type Wire,
} from "@homeport/tunnel";
import type { RelayEvents } from "../events.ts";
import { linkLimits, linkTerms } from "../link/link-terms.ts";

export interface PeerDoorDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly wheel: Wheel;
  readonly budget: Budget;
  readonly events: Pick<RelayEvents, "peerUp" | "peerDown" | "peerRefused">;
  readonly keys: readonly [LinkKey, ...LinkKey[]];
  readonly ownId: () => string;
  readonly isDraining: () => boolean;
  /** A stream that a peer opened for one of its visitors. */
  readonly onStream: (stream: MuxStream) => void;
  readonly muxLimits?: Partial<MuxLimits>;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** The listener for other relays. */
export interface PeerDoor extends AsyncDisposable {
  readonly server: Server;
  /** Links that peers have dialled. */
  readonly links: ReadonlySet<Mux>;
  /** Tells the peers to open nothing more here. */
  goAway(graceMs: number, text: string): void;
}

const headersTimeoutMs = 5_000;
const maxHeadBytes = 8 * 1024;
const maxUnfinished = 256;

const upgradeAnswer = [
  "HTTP/1.1 101 Switching Protocols",
  "Connection: Upgrade",
  `Upgrade: ${linkUpgradeToken}`,
  "",
  "",
].join("\r\n");

/**
 * Speaks links and nothing else: whoever asks for anything other is hung up on without a byte, so that a
 * peer listener which is reachable by mistake tells nothing of itself.
 */
export function createPeerDoor(deps: PeerDoorDeps): PeerDoor {
  const links = new Set<Mux>();
  const sockets = new Set<Socket>();
  let unfinished = 0;
  const options = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: headersTimeoutMs,
    // The default of 30 s would make six of these five seconds.
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: maxHeadBytes,
    noDelay: true,
  };
  const { tls } = deps;
  const server =
    tls === undefined
      ? createServer(options)
      : createTlsServer({ ...options, ...tls, handshakeTimeout: headersTimeoutMs });
  const hangUp = (socket: Socket) => void socket.destroy();

  async function shakeHands(wire: Wire, address: string | null): Promise<void> {
    unfinished += 1;
    try {
      const { clock, keys } = deps;
      const self = linkTerms(deps.ownId(), deps.random);
      const peer = await acceptLink({ wire, clock, self, keys });
      adopt(wire, self, peer);
    } catch (error) {
      deps.events.peerRefused(address, error);
    } finally {
      unfinished -= 1;
    }
  }

  function adopt(
    wire: Wire,
    local: ReturnType<typeof linkTerms>,
    peer: Awaited<ReturnType<typeof acceptLink>>,
  ): void {
    const mux = createMux({
      role: "agent",
      ...{ wire, clock: deps.clock, wheel: deps.wheel, budget: deps.budget, local, peer },
      limits: { ...linkLimits, ...deps.muxLimits },
      handlers: {
        onOpen: deps.onStream,
        onClose: (end) => {
          links.delete(mux);
          deps.events.peerDown(peer.relayId, end);
        },
      },
    });
    links.add(mux);
    deps.events.peerUp(peer.relayId);
    if (deps.isDraining()) mux.goAway(closeCodes.SERVER_DRAIN, 0, "this relay is stopping");
  }

  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  server.on("request", (request: IncomingMessage) => hangUp(request.socket));
  server.on("clientError", (_error, socket: Socket) => hangUp(socket));
  server.on("connect", (_request: IncomingMessage, socket: Socket) => hangUp(socket));
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const wanted = request.headers.upgrade === linkUpgradeToken && request.method === "GET";
    if (!wanted || deps.isDraining() || unfinished >= maxUnfinished) return hangUp(socket);
    socket.setTimeout(0);
    socket.write(upgradeAnswer);
    void shakeHands(rawWire(socket, head), socket.remoteAddress ?? null);
  });

  return {
    server,
    links,
    goAway(graceMs, text) {
      for (const mux of links) mux.goAway(closeCodes.SERVER_DRAIN, graceMs, text);
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const mux of [...links]) mux.destroy(closeCodes.SERVER_DRAIN, "stopped");
      for (const socket of sockets) socket.destroy();
    },
  };
}
