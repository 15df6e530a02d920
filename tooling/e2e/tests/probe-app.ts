import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** The block that `/bytes/<count>` repeats, 1 MiB. */
export const pattern = Buffer.alloc(1024 * 1024, createHash("sha512").update("probe").digest());

/** What the probe saw of requests that ended early. */
export interface ProbeApp extends AsyncDisposable {
  readonly port: number;
  /** Paths whose answer the visitor left before it was complete. */
  readonly abandoned: string[];
  readonly gzipped: Buffer;
}

/** A target that answers with everything HTTP can say, to see that all of it arrives. */
export async function startProbeApp(): Promise<ProbeApp> {
  const abandoned: string[] = [];
  const gzipped = gzipSync("a".repeat(10_000));
  const server = createServer((request, response) => answer(request, response, abandoned, gzipped));
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    abandoned,
    gzipped,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  abandoned: string[],
  gzipped: Buffer,
): void {
  const path = request.url ?? "/";
  switch (path) {
    case "/headers":
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(request.rawHeaders));
      return;
    case "/cookies":
      response.setHeader("set-cookie", ["a=1", "b=2; Path=/x", "c=3; HttpOnly", "d=4", "e=5"]);
      response.end("five");
      return;
    case "/gzip":
      response.setHeader("content-encoding", "gzip");
      response.end(gzipped);
      return;
    case "/empty":
      response.writeHead(204).end();
      return;
    case "/unchanged":
      response.writeHead(304, { etag: '"one"' }).end();
      return;
    case "/hints":
      response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
      response.end("after hints");
      return;
    case "/trailers":
      response.writeHead(200, { trailer: "x-checksum" });
      response.write("body");
      response.addTrailers({ "x-checksum": "abc" });
      response.end();
      return;
    case "/hash":
      hashBody(request, response);
      return;
    case "/endless":
      sendForEver(path, response, abandoned);
      return;
    default:
      sendBytes(path, response);
  }
}

function hashBody(request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash("sha256");
  request.on("data", (chunk: Buffer) => hash.update(chunk));
  request.on("end", () => response.end(hash.digest("hex")));
}

function sendForEver(path: string, response: ServerResponse, abandoned: string[]): void {
  const beat = setInterval(() => response.write("still here\n"), 20);
  response.once("close", () => {
    clearInterval(beat);
    abandoned.push(path);
  });
}

/** `/bytes/<count>`: a body that follows from the count, to be compared by its hash. */
function sendBytes(path: string, response: ServerResponse): void {
  const count = Number(/^\/bytes\/(\d+)$/.exec(path)?.[1] ?? Number.NaN);
  if (Number.isNaN(count)) {
    response.writeHead(404).end("nothing here");
    return;
  }
  response.writeHead(200, { "content-length": count });
  let left = count;
  const send = (): void => {
    while (left > 0) {
      const part = pattern.subarray(0, Math.min(left, pattern.length));
      left -= part.length;
      if (!response.write(part)) {
        response.once("drain", send);
        return;
      }
    }
    response.end();
  };
  send();
}
