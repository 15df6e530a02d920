import { type IncomingHttpHeaders, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { requestOptions, type Way } from "./way.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const deadlineMs = 20_000;

/** One request on a connection of its own, with its whole answer. `fetch` cannot set Host. */
export function ask(way: Way, path: string): Promise<Answer> {
  const request = way.ca === undefined ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...{ ...requestOptions(way), path, agent: false },
        ...(way.ca === undefined ? {} : { ca: way.ca, servername: "localhost" }),
        signal: AbortSignal.timeout(deadlineMs),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end();
  });
}
