import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";

export interface Ask {
  readonly host: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string | readonly string[]>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly trailers: readonly string[];
}

/** One request on a connection of its own, with its whole answer. */
export async function ask(port: number, asked: Ask): Promise<Answer> {
  return readAnswer(await beginAsk(port, asked));
}

/** The same, up to the head of the answer. */
export function beginAsk(port: number, asked: Ask): Promise<IncomingMessage> {
  const { host, path = "/", method = "GET", headers = {}, body } = asked;
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      ...{ host: "127.0.0.1", port, path, method, agent: false },
      headers: { Host: host, ...headers },
    });
    request.on("response", resolve);
    request.on("error", reject);
    request.end(body);
  });
}

export async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: Buffer.concat(chunks),
    trailers: response.rawTrailers,
  };
}

/** The JSON error of an answer. */
export function errorOf(answer: Answer): { code: string; reason?: string; requestId: string } {
  return JSON.parse(answer.body.toString()).error;
}
