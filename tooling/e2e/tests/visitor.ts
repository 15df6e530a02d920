import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { readRun } from "./homeport.ts";

export interface Answer {
  readonly status: number;
  readonly message: IncomingMessage;
  readonly body: Buffer;
  /** Status codes of interim answers, in order. */
  readonly interim: readonly number[];
}

/**
 * A request to an app's public address as a program sends it: to the relay on this machine, with
 * the app's name in Host, since not every resolver knows `*.localhost`.
 */
export async function visit(
  host: string,
  options: RequestOptions & { body?: Buffer | AsyncIterable<Buffer> } = {},
): Promise<Answer> {
  const { body, ...rest } = options;
  const outgoing = openRequest(host, rest);
  const interim: number[] = [];
  outgoing.on("information", (info) => interim.push(info.statusCode));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
  });
  if (body instanceof Buffer) outgoing.end(body);
  else {
    for await (const chunk of body ?? []) {
      if (!outgoing.write(chunk)) await new Promise((resolve) => outgoing.once("drain", resolve));
    }
    outgoing.end();
  }
  const message = await answered;
  return { status: message.statusCode ?? 0, message, body: await buffer(message), interim };
}

/** The request itself, for tests that read the answer piece by piece or leave in the middle. */
export function openRequest(host: string, options: RequestOptions) {
  const relay = new URL(readRun().appsUrl);
  return request({
    host: "127.0.0.1",
    port: relay.port,
    agent: false,
    ...options,
    headers: { host, ...options.headers },
  });
}
