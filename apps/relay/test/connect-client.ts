import { systemClock } from "@homeport/platform";
import {
  type ConnectOffer,
  connectLimits,
  createBudget,
  createMux,
  createWheel,
  dialConnect,
  type Mux,
  type MuxEnd,
  type MuxStream,
  maxConnectStreams,
  type OpenRequest,
  type StreamEnd,
  webSocketSubprotocol,
  webSocketWire,
} from "@homeport/tunnel";
import { WebSocket } from "ws";

export const base = "localhost:8080";

export interface ConnectClient extends AsyncDisposable {
  readonly offer: ConnectOffer;
  readonly mux: Mux;
  readonly goAways: number[];
  readonly ended: Promise<MuxEnd>;
  /** Opens a stream as `homeport connect` does; `change` asks for something else. */
  open(change?: Partial<OpenRequest>): TcpTalk;
}

/** One stream and all that came of it. */
export interface TcpTalk {
  readonly stream: MuxStream;
  readonly opened: Promise<void>;
  /** The other side has ended. */
  readonly finished: Promise<void>;
  readonly ended: Promise<StreamEnd>;
  text(): string;
}

/** Connects to an app through one relay. Rejects with a refused upgrade's status and code. */
export async function connectTo(
  port: number,
  appId: string,
  headers: Record<string, string>,
): Promise<ConnectClient> {
  const address = `ws://127.0.0.1:${port}/connect/${appId}`;
  const socket = new WebSocket(address, webSocketSubprotocol, {
    headers: { Host: base, ...headers },
    perMessageDeflate: false,
  });
  const wire = webSocketWire(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.on("error", reject);
    socket.once("unexpected-response", (_request, response) => {
      reject(new Error(`${response.statusCode} ${response.headers["x-homeport-error"]}`));
      socket.terminate();
    });
  });
  const offer = await dialConnect({ wire, clock: systemClock, agentVersion: "0.1.0" });
  const goAways: number[] = [];
  const ended = Promise.withResolvers<MuxEnd>();
  const mux = createMux({
    ...{ role: "agent", wire, clock: systemClock, wheel: createWheel(systemClock) },
    budget: createBudget(128 * 2 ** 20),
    local: { creditBytes: connectLimits.windowBytes, maxStreams: 1 },
    peer: { creditBytes: offer.creditBytes, maxStreams: offer.maxStreams },
    limits: connectLimits,
    handlers: {
      onOpen: (stream) => stream.reset(10),
      onGoAway: ({ code }) => void goAways.push(code),
      onClose: ended.resolve,
    },
  });
  return {
    ...{ offer, mux, goAways, ended: ended.promise },
    open: (change = {}) => talkOver(mux, appId, change),
    async [Symbol.asyncDispose]() {
      if (!mux.closed) mux.destroy(4_002, "the test is over");
      await ended.promise;
    },
  };
}

function talkOver(mux: Mux, appId: string, change: Partial<OpenRequest>): TcpTalk {
  const opened = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<StreamEnd>();
  let text = "";
  const request = { hops: 0, hostId: "", target: "", visitorAddress: "", requestId: "" };
  const stream = mux.open(
    { kind: "tcp", appId, ...request, ...change },
    {
      onOpened: () => opened.resolve(),
      onData(bytes) {
        text += bytes.toString();
        if (typeof stream !== "string") stream.consumed(bytes.length);
      },
      onEnd: () => finished.resolve(),
      onClose: ended.resolve,
    },
  );
  if (typeof stream === "string") throw new Error(stream);
  const settled = { opened: opened.promise, finished: finished.promise, ended: ended.promise };
  return { stream, ...settled, text: () => text };
}

/** Opens as many streams as a client may hold. */
export async function openAll(client: ConnectClient): Promise<TcpTalk[]> {
  const talks = Array.from({ length: maxConnectStreams }, () => client.open());
  await Promise.all(talks.map(({ opened }) => opened));
  return talks;
}
