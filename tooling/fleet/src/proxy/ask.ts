import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

export interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const deadlineMs = 15_000;

/** One request of a visitor on a connection of its own, its path sent as it is. */
export function ask(port: number, host: string, asked: Asked): Promise<Answered> {
  const { path, method = "GET", headers = {}, body } = asked;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        ...{ host: "127.0.0.1", port, path, method, agent: false },
        headers: { Host: host, ...headers },
        signal: AbortSignal.timeout(deadlineMs),
      },
      (answer) => {
        text(answer).then(
          (read) =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: read }),
          reject,
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** What a browser sends back of an answer's cookies. */
export function cookiesOf({ headers }: Answered): string {
  return (headers["set-cookie"] ?? []).map((one) => one.split(";", 1)[0]).join("; ");
}
