import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type Server } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { type Backend, watchBackends } from "./backends.ts";
import { createFront } from "./create-front.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** A replica that answers with its name and what it was sent. */
async function startReplica(name: string, server = createServer()): Promise<Backend> {
  server.on("request", async (incoming, answer) => {
    const body = await text(incoming);
    answer.setHeader("set-cookie", ["a=1", "b=2"]);
    answer.end(JSON.stringify({ name, body, headers: incoming.headers }));
  });
  return { port: await listen(server), opsUrl: name };
}

async function startFront(backends: Backend[], ready = async (_opsUrl: string) => true) {
  const watched = watchBackends(backends, ready);
  open.push(() => watched[Symbol.dispose]());
  return listen(createFront(watched));
}

type Sent = { method?: string; headers?: Record<string, string>; body?: string; agent?: Agent };

async function ask(port: number, { body, ...options }: Sent = {}) {
  const outgoing = request({ host: "127.0.0.1", port, ...options });
  outgoing.end(body);
  const [answer]: IncomingMessage[] = await once(outgoing, "response");
  if (!answer) throw new Error("no answer");
  const raw = await text(answer);
  return { status: answer.statusCode, headers: answer.headers, raw };
}

async function nameOf(port: number, sent?: Sent): Promise<string> {
  return JSON.parse((await ask(port, sent)).raw).name;
}

test("the next request goes to the next replica, also within one connection", async () => {
  const port = await startFront([await startReplica("one"), await startReplica("two")]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const names: string[] = [];
  for (let i = 0; i < 4; i++) names.push(await nameOf(port, { agent }));
  agent.destroy();
  expect(names).toEqual(["one", "two", "one", "two"]);
});

test("Host stays as it came, and what a client says about itself is replaced", async () => {
  const port = await startFront([await startReplica("one")]);
  const { raw } = await ask(port, {
    headers: { host: "console.example", "x-forwarded-for": "6.6.6.6", forwarded: "for=6.6.6.6" },
  });
  const { headers } = JSON.parse(raw);
  expect(headers).toMatchObject({
    host: "console.example",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-host": "console.example",
  });
  expect(headers.forwarded).toBeUndefined();
});

test("a body arrives whole, and two cookies come back as two", async () => {
  const port = await startFront([await startReplica("one")]);
  const body = "x".repeat(300_000);
  const { raw, headers } = await ask(port, { method: "POST", body });
  expect(JSON.parse(raw).body).toBe(body);
  expect(headers["set-cookie"]).toEqual(["a=1", "b=2"]);
});

test("a replica that cannot be reached is passed over, body and all", async () => {
  const gone = createServer();
  const goneBackend = await startReplica("gone", gone);
  gone.close();
  await once(gone, "close");
  const port = await startFront([goneBackend, await startReplica("two")]);
  const { raw } = await ask(port, { method: "POST", body: "whole" });
  expect(JSON.parse(raw)).toMatchObject({ name: "two", body: "whole" });
});

test("a visitor's end is listened for once, however many replicas are passed over", async () => {
  const gone = createServer();
  const away = await startReplica("gone", gone);
  gone.close();
  await once(gone, "close");
  const reached = await startReplica("one");
  /** How many listen for the end of an answer once it has all been said. */
  const countAfter = async (backends: Backend[]) => {
    let count = 0;
    const front = createFront({ inTurn: () => backends, [Symbol.dispose]: () => undefined });
    front.on("request", (_request, response) => {
      response.once("finish", () => {
        count = response.listenerCount("close");
      });
    });
    expect(await nameOf(await listen(front))).toBe("one");
    return count;
  };
  const many = new Array<Backend>(12).fill(away);
  expect(await countAfter([...many, reached])).toBe(await countAfter([reached]));
});

test("a request of which a replica has seen a byte is not sent to another", async () => {
  let seen = 0;
  const breaking = createServer((incoming) => {
    seen += 1;
    incoming.socket.destroy();
  });
  const broken = { port: await listen(breaking), opsUrl: "broken" };
  const port = await startFront([broken, await startReplica("two")]);
  const { status } = await ask(port, { method: "POST", body: "once" });
  expect(status).toBe(502);
  expect(seen).toBe(1);
});

test("a replica that says it is not ready gets no further request", async () => {
  const backends = [await startReplica("one"), await startReplica("two")];
  const port = await startFront(backends, async (opsUrl) => opsUrl === "two");
  await expect
    .poll(async () => [await nameOf(port), await nameOf(port)], { timeout: 5_000 })
    .toEqual(["two", "two"]);
});

test("without any replica the answer is 503", async () => {
  const gone = createServer();
  const backend = await startReplica("gone", gone);
  gone.close();
  await once(gone, "close");
  expect((await ask(await startFront([backend]))).status).toBe(503);
});

test("an upgrade is spliced: bytes pass both ways, also those behind the head", async () => {
  const server = createServer();
  server.on("upgrade", (incoming, socket, early) => {
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n",
    );
    socket.write(`${incoming.headers["x-forwarded-for"]}:${early.toString()}`);
    socket.pipe(socket);
  });
  const port = await startFront([await startReplica("one", server)]);
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nearly");
  let received = "";
  socket.on("data", (bytes) => {
    received += bytes.toString();
  });
  await expect.poll(() => received, { timeout: 5_000 }).toContain("127.0.0.1:early");
  socket.write("later");
  await expect.poll(() => received, { timeout: 5_000 }).toContain("earlylater");
  socket.destroy();
});
