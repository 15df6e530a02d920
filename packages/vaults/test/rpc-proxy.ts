import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One answer of a batch, as a node gives it. */
export interface RpcAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What an endpoint makes of a node's answers. */
export interface Mood {
  /** Changes one answer; undefined leaves it out. */
  readonly alter?: (answer: RpcAnswer, request: RpcRequest) => RpcAnswer | undefined;
  /** Answers with this instead of asking anybody. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Hears, and never answers. */
  readonly hangs?: true;
}

/** An endpoint in front of a node: it can be counted, can lie, and can be away. */
export interface RpcProxy extends AsyncDisposable {
  readonly url: string;
  /** The methods of each request that came, one list a request. */
  readonly asked: string[][];
  mood: Mood;
  /** Nobody listens at its address any more; `back` has somebody listen again. */
  leave(): Promise<void>;
  back(): Promise<void>;
}

export async function startProxy(target: string): Promise<RpcProxy> {
  const proxy = { asked: [] as string[][], mood: {} as Mood };
  let port = 0;
  let server: Server;

  async function listen(): Promise<void> {
    server = createServer((request, response) => {
      void answer(request).then(({ status, headers, body }) => {
        response.writeHead(status, headers).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  }

  async function answer(request: IncomingMessage) {
    const sent = await text(request);
    const { mood } = proxy;
    const given: RpcRequest | RpcRequest[] = JSON.parse(sent);
    const requests = Array.isArray(given) ? given : [given];
    proxy.asked.push(requests.map(({ method }) => method));
    if (mood.hangs === true) await new Promise(() => undefined);
    const headers = { "content-type": "application/json", ...mood.headers };
    if (mood.status !== undefined || mood.body !== undefined) {
      return { status: mood.status ?? 200, headers, body: mood.body ?? "" };
    }
    const answered = await fetch(target, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: sent,
    });
    const heard = (await answered.json()) as RpcAnswer | RpcAnswer[];
    const told = (Array.isArray(heard) ? heard : [heard]).flatMap((one) => {
      const asked = requests.find(({ id }) => id === one.id);
      if (asked === undefined || mood.alter === undefined) return [one];
      return mood.alter(one, asked) ?? [];
    });
    return { status: 200, headers, body: JSON.stringify(Array.isArray(heard) ? told : told[0]) };
  }

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  await listen();
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${port}`,
    leave: close,
    back: listen,
    [Symbol.asyncDispose]: close,
  });
}
