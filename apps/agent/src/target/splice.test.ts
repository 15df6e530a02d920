import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { systemClock } from "@homeport/platform";
import { type MuxStream, rstCodes, type StreamEnd, streamDuplex } from "@homeport/tunnel";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MuxPair, openMuxPair } from "../../test/mux-pair.ts";
import { createEcho } from "./echo.ts";
import { spliceStream } from "./splice.ts";
import { parseTarget } from "./target.ts";
import { TargetPool } from "./target-pool.ts";

const request = { hops: 0, hostId: "", appId: "app", visitorAddress: "", requestId: "" };
let pair: MuxPair;
let pool: TargetPool;
let servers: Server[];
let connects: (string | null)[];

beforeEach(() => {
  pool = new TargetPool(systemClock);
  servers = [];
  connects = [];
  const echo = createEcho();
  pair = openMuxPair({
    relay: (stream) => stream.reset(rstCodes.BAD_OPEN),
    agent(stream) {
      if (stream.request.kind === "echo") {
        stream.accept();
        echo.accept(streamDuplex(stream));
        return;
      }
      const { target } = stream.request;
      const options = {
        key: target,
        pool,
        how: { preface: null, tlsVerify: true },
        onClose: () => undefined,
        onConnect: (how: string | null) => connects.push(how),
      };
      spliceStream(stream, parseTarget(target), options);
    },
  });
});

afterEach(async () => {
  pair[Symbol.dispose]();
  pool.close();
  for (const server of servers) server.close();
});

/** A target that runs `serve` for each connection; answers its text and the connections so far. */
async function target(
  serve: (socket: Socket) => void,
): Promise<{ text: string; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { text: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

interface Opened {
  readonly stream: MuxStream;
  readonly ended: Promise<StreamEnd>;
  readonly finished: Promise<void>;
  text(): string;
}

function open(text: string, kind: "http" | "tcp" | "echo" = "http"): Opened {
  let received = "";
  let settle: (end: StreamEnd) => void = () => undefined;
  let finish: () => void = () => undefined;
  const ended = new Promise<StreamEnd>((resolve) => {
    settle = resolve;
  });
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stream = pair.relay.open(
    { ...request, kind, target: text },
    {
      onData: (bytes) => {
        received += bytes.toString();
        stream_.consumed(bytes.length);
      },
      onEnd: () => finish(),
      onClose: (end) => settle(end),
    },
  );
  if (typeof stream === "string") throw new Error(stream);
  const stream_ = stream;
  return { stream, ended, finished, text: () => received };
}

const answering = (socket: Socket): void => {
  socket.on("data", (bytes) => socket.write(`got ${bytes.toString()}`));
};

describe("a stream spliced to its target", () => {
  it("carries bytes both ways as they come", async () => {
    const { text } = await target(answering);
    const opened = open(text);
    opened.stream.write(Buffer.from("one"));
    await expect.poll(opened.text).toBe("got one");
    opened.stream.write(Buffer.from("two"));
    await expect.poll(opened.text).toBe("got onegot two");
    expect(connects).toEqual([null]);
  });

  it("keeps the other direction open when one has ended", async () => {
    const { text } = await target((socket) => {
      socket.resume();
      socket.on("end", () => socket.end("after your end"));
    });
    const opened = open(text, "tcp");
    opened.stream.end(Buffer.from("all of it"));
    await opened.finished;
    expect(opened.text()).toBe("after your end");
    expect(await opened.ended).toEqual({ kind: "ended" });
  });

  it("is reset as refused when nothing listens, with no byte delivered", async () => {
    const { text } = await target(answering);
    const [server] = servers;
    server?.close();
    const opened = open(text);
    opened.stream.write(Buffer.from("request"));
    expect(await opened.ended).toEqual({
      kind: "reset",
      by: "peer",
      code: rstCodes.TARGET_REFUSED,
      deliveredBytes: 0,
    });
    expect(connects).toEqual(["TARGET_REFUSED"]);
  });

  it("is reset with the count of delivered bytes when the target cuts the connection", async () => {
    const { text } = await target((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    const opened = open(text);
    opened.stream.write(Buffer.from("request"));
    expect(await opened.ended).toMatchObject({ code: rstCodes.TARGET_RESET, deliveredBytes: 7 });
  });

  it("destroys the target's connection when the visitor leaves", async () => {
    const { text, sockets } = await target(answering);
    const opened = open(text);
    opened.stream.write(Buffer.from("x"));
    await expect.poll(opened.text).toBe("got x");
    opened.stream.reset(rstCodes.CANCELLED);
    await expect.poll(() => sockets[0]?.destroyed || sockets[0]?.readableEnded).toBe(true);
  });

  it("lets a target that reads nothing stop its own stream only", async () => {
    const stuck = await target((socket) => socket.pause());
    const { text } = await target(answering);
    const blocked = open(stuck.text);
    for (let count = 0; count < 600; count += 1) blocked.stream.write(Buffer.alloc(64 * 1024));
    const opened = open(text);
    opened.stream.write(Buffer.from("beside it"));
    await expect.poll(opened.text).toBe("got beside it");
    expect(blocked.stream.queuedBytes).toBeGreaterThan(0);
    blocked.stream.reset(rstCodes.CANCELLED);
  });

  it("answers streams of kind echo without any target", async () => {
    const opened = open("", "echo");
    opened.stream.write(
      Buffer.from("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
    );
    await expect.poll(opened.text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*ok\n/);
  });
});

describe("a connection kept after its exchange", () => {
  async function exchange(text: string, say: string): Promise<Opened> {
    const opened = open(text);
    opened.stream.write(Buffer.from(say));
    await expect.poll(opened.text).toBe(`got ${say}`);
    opened.stream.release();
    await opened.ended;
    return opened;
  }

  it("serves the next stream to the same target", async () => {
    const { text, sockets } = await target(answering);
    await exchange(text, "one");
    await expect.poll(() => pair.agent.activeStreams).toBe(0);
    await exchange(text, "two");
    expect(sockets).toHaveLength(1);
  });

  it("answers nobody after it spoke while idle", async () => {
    const { text, sockets } = await target(answering);
    await exchange(text, "one");
    await expect.poll(() => pair.agent.activeStreams).toBe(0);
    sockets[0]?.write("unasked");
    await expect.poll(() => sockets[0]?.destroyed || sockets[0]?.readableEnded).toBe(true);
    const second = await exchange(text, "two");
    expect(second.text()).toBe("got two");
    expect(sockets).toHaveLength(2);
  });

  it("is replaced without a word when it ended while idle", async () => {
    const server = createHttpServer((_request, response) => response.end("ok"));
    server.keepAliveTimeout = 1;
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const text = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (let round = 0; round < 5; round += 1) {
      const opened = open(text);
      opened.stream.write(Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
      await expect.poll(opened.text).toMatch(/ok$/);
      opened.stream.release();
      await opened.ended;
    }
    expect(connects.every((how) => how === null)).toBe(true);
  });
});
