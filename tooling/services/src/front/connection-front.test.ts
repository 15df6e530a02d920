import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { type Backend, watchBackends } from "./backends.ts";
import { createConnectionFront } from "./create-connection-front.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A replica that says its name first, and then whatever `serve` does. */
async function startReplica(name: string, serve?: (socket: Socket) => void): Promise<Backend> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.write(`${name}:`);
    if (serve) serve(socket);
    else socket.pipe(socket);
  });
  return { port: await listen(server), opsUrl: name };
}

async function startFront(backends: Backend[], isReady = async (_opsUrl: string) => true) {
  const watched = watchBackends(backends, isReady);
  open.push(() => watched[Symbol.dispose]());
  return listen(createConnectionFront(watched));
}

function dial(port: number): Socket {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  open.push(() => socket.destroy());
  return socket;
}

async function say(port: number, words: string): Promise<string> {
  const socket = dial(port);
  socket.end(words);
  return text(socket);
}

async function goneBackend(): Promise<Backend> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return { port, opsUrl: "gone" };
}

test("the next connection goes to the next replica, and every byte passes both ways", async () => {
  const port = await startFront([await startReplica("one"), await startReplica("two")]);
  const answers = [await say(port, "a"), await say(port, "b"), await say(port, "c")];
  expect(answers).toEqual(["one:a", "two:b", "one:c"]);
});

test("an end of one direction leaves the other open", async () => {
  const late = (socket: Socket) => void socket.resume().once("end", () => socket.end("after"));
  const port = await startFront([await startReplica("one", late)]);
  expect(await say(port, "all")).toBe("one:after");
});

test("a replica that cannot be reached is passed over", async () => {
  const port = await startFront([await goneBackend(), await startReplica("two")]);
  expect(await say(port, "a")).toBe("two:a");
});

test("a connection that a replica took is never given to another", async () => {
  let taken = 0;
  const breaking = createServer((socket) => {
    taken += 1;
    socket.once("data", () => socket.resetAndDestroy());
  });
  const broken = { port: await listen(breaking), opsUrl: "broken" };
  const port = await startFront([broken, await startReplica("two")]);
  await expect(say(port, "a")).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(taken).toBe(1);
});

test("a replica that is not ready any more keeps the connections that it has", async () => {
  let isFirstReady = true;
  const backends = [await startReplica("one"), await startReplica("two")];
  const port = await startFront(backends, async (opsUrl) => opsUrl === "two" || isFirstReady);
  const early = dial(port);
  await once(early, "data");
  isFirstReady = false;
  await expect
    .poll(async () => [await say(port, "a"), await say(port, "b")], { timeout: 5_000 })
    .toEqual(["two:a", "two:b"]);
  early.write("still here");
  const [answer] = await once(early, "data");
  expect(String(answer)).toBe("still here");
});

test("without any replica the connection is reset", async () => {
  await expect(say(await startFront([await goneBackend()]), "a")).rejects.toMatchObject({
    code: "ECONNRESET",
  });
});
