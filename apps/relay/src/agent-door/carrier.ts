import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import {
  maxMessageBytes,
  rawUpgradeToken,
  rawWire,
  type Wire,
  webSocketSubprotocol,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocketServer } from "ws";

/** What `node:http` hands over with an upgrade. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly firstBytes: Buffer;
}

const rawAnswer = [
  "HTTP/1.1 101 Switching Protocols",
  "Connection: Upgrade",
  `Upgrade: ${rawUpgradeToken}`,
  "",
  "",
].join("\r\n");

/** Completes an agent's upgrade and hands over the wire; a WebSocket that is none is answered by `ws` itself. */
export function createUpgrader(): (
  kind: "websocket" | "raw",
  upgrade: Upgrade,
  onWire: (wire: Wire) => void,
) => void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    handleProtocols: () => webSocketSubprotocol,
  });
  return (kind, { request, socket, firstBytes }, onWire) => {
    if (kind === "raw") {
      socket.write(rawAnswer);
      onWire(rawWire(socket, firstBytes));
      return;
    }
    sockets.handleUpgrade(request, socket, firstBytes, (webSocket) =>
      onWire(webSocketWire(webSocket, socket)),
    );
  };
}
