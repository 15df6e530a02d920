import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { requestIdField } from "../target/target.ts";

/** One request of the load, and all that became of it. Times are of the monotonic clock. */
export interface RequestRecord {
  readonly id: string;
  readonly method: "GET" | "POST";
  /** The app that was asked for. */
  readonly host: string;
  readonly sentAtMs: number;
  readonly tookMs: number;
  /** Null when no whole answer came. */
  readonly status: number | null;
  /** What the visitor saw: the answer, or why there is none. */
  readonly outcome: string;
  /** The relay that the visitor's connection reached; null when it reached none. */
  readonly relayId: string | null;
}

export interface Visitor {
  readonly port: number;
  /** Finds the relay that a connection from this local port reached. */
  relayOf(localPort: number): string | null;
}

const deadlineMs = 15_000;

/** Sends one request on a connection of its own. Never rejects: a failure is a record too. */
export async function sendRequest(
  visitor: Visitor,
  asked: { id: string; method: "GET" | "POST"; host: string },
): Promise<RequestRecord> {
  const { id, method, host } = asked;
  const sentAtMs = performance.now();
  let localPort = 0;
  const record = (status: number | null, outcome: string): RequestRecord => ({
    ...{ id, method, host, sentAtMs, status, outcome },
    tookMs: performance.now() - sentAtMs,
    relayId: visitor.relayOf(localPort),
  });
  return await new Promise((resolve) => {
    const request = httpRequest(
      {
        ...{ host: "127.0.0.1", port: visitor.port, agent: false, method },
        path: method === "POST" ? "/effect" : "/",
        headers: { host, [requestIdField]: id, connection: "close" },
        signal: AbortSignal.timeout(deadlineMs),
      },
      (answer) => {
        text(answer).then(
          (body) => resolve(record(answer.statusCode ?? null, body)),
          (error: Error) => resolve(record(null, error.message)),
        );
      },
    );
    request.on("socket", (socket) => {
      socket.once("connect", () => {
        localPort = socket.localPort ?? 0;
      });
    });
    request.on("error", (error) => resolve(record(null, error.message)));
    request.end();
  });
}
