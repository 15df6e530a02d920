import {
  Agent,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** One request to the storage, as far as a test tells them apart. */
export interface S3Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly sizeBytes: number;
}

/**
 * `busy`: 503, and nothing is done. `cut`: the connection ends with half of the body sent. `lost-answer`: it is done, and
 * the connection ends before that is said. `broken-answer`: the connection ends with half of the answer sent. An object is
 * an answer instead of the storage's own.
 */
export type S3Fault =
  | "busy"
  | "cut"
  | "lost-answer"
  | "broken-answer"
  | { readonly status: number; readonly code: string };

interface S3Proxy extends AsyncDisposable {
  readonly endpoint: string;
  readonly requests: S3Request[];
  meet(fault: ((request: S3Request) => S3Fault | null) | null): void;
}

/** Refuses, too, what strict storages refuse and s3rver does not: parts of unequal sizes, and to list parts. */
export async function startS3Proxy(port: number): Promise<S3Proxy> {
  const requests: S3Request[] = [];
  const partSizes = new Map<string, Map<number, number>>();
  const agent = new Agent({ keepAlive: true });
  let decide: ((request: S3Request) => S3Fault | null) | null = null;

  function answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const asked = readRequest(incoming);
    requests.push(asked);
    const fault = decide?.(asked) ?? refuseAsStrict(asked, partSizes);
    if (fault === "busy") refuse(incoming, outgoing, { status: 503, code: "SlowDown" });
    else if (typeof fault === "object" && fault !== null) refuse(incoming, outgoing, fault);
    else if (fault === "cut") cutInHalf(incoming, asked.sizeBytes);
    else if (isAbort(asked)) outgoing.writeHead(204).end();
    else forward(incoming, outgoing, fault);
  }

  function forward(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    fault: "lost-answer" | "broken-answer" | null,
  ): void {
    const { method, url: path, headers } = incoming;
    const body: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => body.push(chunk));
    // s3rver would keep what there is of a body that was cut; a storage keeps whole ones alone.
    incoming.on("end", () => {
      const inner = openRequest({ ...{ host: "127.0.0.1", port, agent, method, path, headers } });
      inner.on("error", () => incoming.socket.destroy());
      inner.on("response", (said) => {
        if (fault === "lost-answer") {
          said.resume().on("end", () => incoming.socket.destroy());
          return;
        }
        outgoing.writeHead(said.statusCode ?? 502, said.headers);
        if (fault === "broken-answer") breakInHalf(said, outgoing);
        else said.pipe(outgoing);
      });
      inner.end(Buffer.concat(body));
    });
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${own}`,
    requests,
    meet: (fault) => {
      decide = fault;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readRequest(incoming: IncomingMessage): S3Request {
  const url = new URL(incoming.url ?? "/", "http://storage");
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    sizeBytes: Number(incoming.headers["content-length"] ?? 0),
  };
}

/** s3rver does not know how to abort, and keeps the parts; nothing here looks at them again. */
function isAbort({ method, query }: S3Request): boolean {
  return method === "DELETE" && query.has("uploadId");
}

function refuseAsStrict(
  { method, query, sizeBytes }: S3Request,
  partSizes: Map<string, Map<number, number>>,
): S3Fault | null {
  const uploadId = query.get("uploadId");
  if (uploadId === null) return null;
  const sizes = partSizes.get(uploadId) ?? new Map<number, number>();
  partSizes.set(uploadId, sizes);
  if (method === "GET") return { status: 501, code: "NotImplemented" };
  if (method === "PUT") sizes.set(Number(query.get("partNumber")), sizeBytes);
  if (method !== "POST") return null;
  const ordered = [...sizes].sort(([left], [right]) => left - right).map(([, size]) => size);
  const [first = 0, ...others] = ordered.slice(0, -1);
  const areEqual =
    others.every((size) => size === first) && (ordered.at(-1) ?? 0) <= (first || Infinity);
  return areEqual ? null : { status: 400, code: "InvalidPart" };
}

function refuse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, code }: { status: number; code: string },
): void {
  incoming.resume();
  outgoing.writeHead(status, { "Content-Type": "application/xml", Connection: "close" });
  outgoing.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );
}

function cutInHalf(incoming: IncomingMessage, sizeBytes: number): void {
  let seenBytes = 0;
  if (sizeBytes === 0) incoming.socket.destroy();
  incoming.on("data", (chunk: Buffer) => {
    seenBytes += chunk.length;
    if (seenBytes * 2 >= sizeBytes) incoming.socket.destroy();
  });
}

function breakInHalf(said: IncomingMessage, outgoing: ServerResponse): void {
  const body: Buffer[] = [];
  said.on("data", (chunk: Buffer) => body.push(chunk));
  said.on("end", () => {
    const whole = Buffer.concat(body);
    outgoing.write(whole.subarray(0, whole.length / 2), () => outgoing.destroy());
  });
}
