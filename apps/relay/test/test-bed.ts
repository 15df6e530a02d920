import { createServer, type RequestListener, type Server } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server as NetServer,
  type Socket,
} from "node:net";
import type { AccessLevel } from "@homeport/gate";
import type { Log } from "@homeport/platform";
import { type Answer, type Ask, ask } from "./ask.ts";
import { startTestAgent, type TestAgent, type TestAgentOptions } from "./test-agent.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { addApp, addHost, openTestStores, type TestHost, type TestStores } from "./test-stores.ts";

export interface TestBedOptions {
  readonly log?: Log;
  readonly relay?: Parameters<typeof startTestRelay>[1];
  readonly wire?: "websocket" | "raw";
  readonly delivers?: TestAgentOptions["delivers"];
  readonly runsAt?: TestAgentOptions["runsAt"];
}

/** Stores, one relay, one host with one tunnel: what most tests of a request need. */
export interface TestBed extends AsyncDisposable {
  readonly stores: TestStores;
  readonly relay: TestRelay;
  readonly host: TestHost;
  readonly agent: TestAgent;
  /** Makes an app of that host; answers its public host once the gate knows it. */
  app(name: string, target: string | Server, level?: AccessLevel): Promise<string>;
  ask(asked: Ask): Promise<Answer>;
}

export async function openTestBed(options: TestBedOptions = {}): Promise<TestBed> {
  const stack = new AsyncDisposableStack();
  const stores = stack.use(await openTestStores(options.log ? { log: options.log } : {}));
  const relay = stack.use(await startTestRelay(stores, options.relay));
  const host = await addHost(stores);
  const wire = options.wire ?? "websocket";
  const { delivers, runsAt } = options;
  const agent = stack.use(
    await startTestAgent({
      ...{ port: relay.port, host, wire },
      ...(delivers ? { delivers } : {}),
      ...(runsAt ? { runsAt } : {}),
    }),
  );
  await relay.tunnels(host.hostId, 1);
  return {
    ...{ stores, relay, host, agent },
    async app(name, target, level) {
      const url = typeof target === "string" ? target : `http://127.0.0.1:${portOf(target)}`;
      const input = { hostId: host.hostId, name, target: url, ...(level ? { level } : {}) };
      const app = await addApp(stores, input);
      await relay.knows(app.appId);
      return app.host;
    },
    ask: (asked) => ask(relay.port, asked),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export interface TestTarget extends AsyncDisposable {
  readonly server: Server;
  readonly url: string;
}

/** An app of the test's own. */
export async function startTarget(handler: RequestListener): Promise<TestTarget> {
  const server = createServer(handler);
  await listen(server);
  return {
    server,
    url: `http://127.0.0.1:${portOf(server)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A target that speaks whatever the test writes. */
export async function startRawTarget(
  onConnection: (socket: Socket) => void,
): Promise<{ url: string; port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    onConnection(socket);
  });
  await listen(server);
  const port = portOf(server);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: NetServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
}

export function portOf(server: NetServer): number {
  return (server.address() as AddressInfo).port;
}
