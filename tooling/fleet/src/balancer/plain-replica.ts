import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

/** A request as a replica got it. */
interface Arrived {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Stands for a replica of whatever is balanced: it answers its own name, and keeps what reached it. */
export interface PlainReplica extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly opsPort: number;
  readonly arrived: readonly Arrived[];
  /** Event streams that are open now. */
  streams(): number;
  /** Bytes of uploads that have come so far. */
  uploadedBytes(): number;
  setReady(isReady: boolean): void;
  /** As `kill -9` leaves it: connections break, and its port refuses. */
  kill(): void;
}

/** A protocol of nobody: what a proxy knows nothing of has to pass as well. */
export const rawProtocol = "plain-echo/1";

/** What web takes, and relays let apps answer. */
const maxHeadBytes = 64 * 1024;

export async function startPlainReplica(name: string): Promise<PlainReplica> {
  const arrived: Arrived[] = [];
  let [isReady, streams, uploadedBytes] = [true, 0, 0];
  const server = createServer({ requestTimeout: 0, maxHeaderSize: maxHeadBytes });
  server.on("request", (request, response) => {
    arrived.push({ url: request.url ?? "", headers: request.headers });
    response.setHeader("x-asked", request.headers["x-long"] ?? "");
    if (request.url === "/events") return stream(response);
    request.on("data", (bytes: Buffer) => {
      uploadedBytes += bytes.length;
    });
    request.once("end", () => response.end(name));
  });
  const stream = (response: ServerResponse) => {
    streams += 1;
    response.once("close", () => {
      streams -= 1;
    });
    response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
  };
  serveUpgrades(server, arrived);
  const ops = createServer((request, response) => {
    response.writeHead(request.url === "/readyz" && isReady ? 200 : 503).end();
  });
  const [port, opsPort] = [await listen(server), await listen(ops)];
  const kill = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    ...{ name, port, opsPort, arrived, kill },
    streams: () => streams,
    uploadedBytes: () => uploadedBytes,
    setReady: (next) => {
      isReady = next;
    },
    async [Symbol.asyncDispose]() {
      kill();
      ops.close();
      ops.closeAllConnections();
    },
  };
}

function serveUpgrades(server: Server, arrived: Arrived[]): void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    arrived.push({ url: request.url ?? "", headers: request.headers });
    socket.on("error", () => undefined);
    if (request.headers.upgrade === rawProtocol) {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${rawProtocol}\r\n\r\n`,
      );
      socket.write(head);
      socket.pipe(socket);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on("error", () => undefined);
      accepted.on("message", (message) => accepted.send(message, { binary: false }));
    });
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
