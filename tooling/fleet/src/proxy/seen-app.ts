import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { WebSocketServer } from "ws";

/** A request as the app got it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface SeenApp extends AsyncDisposable {
  readonly port: number;
  /** All that reached it, in order. */
  readonly seen: readonly Seen[];
}

/** A plain app that knows nothing of Homeport: it keeps what reaches it, and echoes WebSocket messages. */
export async function startSeenApp(): Promise<SeenApp> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "", headers, rawHeaders } = request;
    void text(request).then((body) => {
      seen.push({ method, url, headers, rawHeaders, body });
      response.end("served");
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, { url = "", headers, rawHeaders }) => {
    seen.push({ method: "UPGRADE", url, headers, rawHeaders, body: "" });
    socket.on("error", () => undefined);
    socket.on("message", (message, isBinary) => socket.send(message, { binary: isBinary }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
