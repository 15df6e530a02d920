import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { errorOf, readAnswer } from "./ask.ts";
import { rawVisitor } from "./raw-visitor.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";

let bed: TestBed;
let target: TestTarget;
let sockets: WebSocketServer;
let host: string;
let beforeAccept: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  bed = await openTestBed();
  target = await startTarget((_request, response) => response.writeHead(426).end("upgrade me"));
  sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: true,
    maxPayload: 32 * 2 ** 20,
    handleProtocols: (offered) => [...offered].at(-1) ?? false,
  });
  target.server.on("upgrade", async (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (request.url === "/plain") {
      socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\nX-Why: asked\r\n\r\ndenied");
      return;
    }
    if (request.headers.upgrade !== "websocket") {
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\nhi ",
      );
      socket.write(head);
      socket.on("data", (bytes) => socket.write(bytes.toString().toUpperCase()));
      socket.on("end", () => socket.end("over"));
      return;
    }
    await beforeAccept();
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on("message", (data, isBinary) => ws.send(data, { binary: isBinary }));
      ws.on("error", () => undefined);
    });
  });
  host = await bed.app("demo", target.server);
});

afterAll(async () => {
  for (const client of sockets.clients) client.terminate();
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

async function open(options: { protocols?: string[]; deflate?: boolean } = {}): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${bed.relay.port}/`, options.protocols ?? [], {
    headers: { Host: host },
    perMessageDeflate: options.deflate ?? false,
    maxPayload: 32 * 2 ** 20,
  });
  await once(socket, "open");
  return socket;
}

async function echo(socket: WebSocket, data: string | Buffer): Promise<unknown> {
  socket.send(data);
  const [answer, isBinary] = await once(socket, "message");
  return isBinary ? answer : String(answer);
}

describe("a WebSocket end to end", () => {
  test("carries text and binary both ways", async () => {
    const socket = await open();
    expect(await echo(socket, "hello ✓")).toBe("hello ✓");
    const bytes = randomBytes(100_000);
    expect(await echo(socket, bytes)).toEqual(bytes);
    socket.terminate();
  });

  test("keeps the subprotocol that the app chose", async () => {
    const socket = await open({ protocols: ["first", "second"] });
    expect(socket.protocol).toBe("second");
    socket.terminate();
  });

  test("keeps permessage-deflate between the two ends", async () => {
    const socket = await open({ deflate: true });
    expect(socket.extensions).toContain("permessage-deflate");
    expect(await echo(socket, "a".repeat(100_000))).toBe("a".repeat(100_000));
    socket.terminate();
  });

  test("carries 16 MiB in one message, and fragments", async () => {
    const socket = await open();
    const bytes = randomBytes(16 * 2 ** 20);
    expect(Buffer.compare((await echo(socket, bytes)) as Buffer, bytes)).toBe(0);
    socket.send("one ", { fin: false });
    socket.send("two", { fin: true });
    const [answer] = await once(socket, "message");
    expect(String(answer)).toBe("one two");
    socket.terminate();
  });

  test("carries pings and pongs", async () => {
    const socket = await open();
    socket.ping("are you there");
    const [data] = await once(socket, "pong");
    expect(String(data)).toBe("are you there");
    socket.terminate();
  });

  test.each([1000, 1001, 1011, 3000, 4321, 4999])("carries close code %i", async (code) => {
    const socket = await open();
    const accepted = [...sockets.clients].at(-1);
    const ends = Promise.all([once(accepted ?? socket, "close"), once(socket, "close")]);
    socket.close(code, "why");
    const [[seen, reason], [back]] = await ends;
    expect([seen, String(reason), back]).toEqual([code, "why", code]);
  });

  test("loses no byte that was sent before the app had accepted", async () => {
    const go = Promise.withResolvers<void>();
    beforeAccept = () => go.promise;
    await using visitor = rawVisitor(bed.relay.port);
    const fields = [
      `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket`,
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    ].join("\r\n");
    const maskedHi = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]);
    visitor.write(Buffer.concat([Buffer.from(fields), maskedHi]));
    await waitFor(() => bed.agent.openSockets.size > 0, { deadlineMs: 3_000 });
    go.resolve();
    beforeAccept = async () => undefined;
    await visitor.until((received) => received.includes("\x81\x02hi"));
  });

  test("is ended at the app when the visitor's connection breaks", async () => {
    const socket = await open();
    const accepted = [...sockets.clients].at(-1);
    const there = once(accepted ?? socket, "close");
    const atMs = performance.now();
    socket.terminate();
    await there;
    expect(performance.now() - atMs).toBeLessThan(100);
  });
});

describe("any other protocol", () => {
  function upgradeTo(protocol: string, path = "/") {
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: bed.relay.port, path, agent: false },
      headers: { Host: host, Connection: "Upgrade", Upgrade: protocol },
    });
    request.end();
    return request;
  }

  test("is spliced, with the bytes behind the app's head and half-closed ends", async () => {
    const request = upgradeTo("shout");
    const [response, socket, head] = await once(request, "upgrade");
    expect(response.headers.upgrade).toBe("shout");
    expect(response.headers["x-request-id"]).toBeDefined();
    let received = head.toString();
    socket.on("data", (bytes: Buffer) => {
      received += bytes.toString();
    });
    socket.end("quiet");
    await once(socket, "end");
    expect(received).toBe("hi QUIETover");
  });

  test.each(["h2c", "websocket, h2c", "TLS/1.2", "HTTP/2.0"])(
    "%s would carry requests past the gate, so the app gets a plain request",
    async (protocol) => {
      const [response] = await once(upgradeTo(protocol), "response");
      expect((await readAnswer(response)).status).toBe(426);
    },
  );

  test("an answer that is no 101 reaches the visitor as it is", async () => {
    const [response] = await once(upgradeTo("websocket", "/plain"), "response");
    const answer = await readAnswer(response);
    expect([answer.status, answer.headers["x-why"], String(answer.body)]).toEqual([
      401,
      "asked",
      "denied",
    ]);
  });

  test("is refused with DRAINING while the relay stops, and open ones go on", async () => {
    await using other = await openTestBed();
    const there = await other.app("demo", target.server);
    const socket = new WebSocket(`ws://127.0.0.1:${other.relay.port}/`, {
      headers: { Host: there },
    });
    await once(socket, "open");
    other.relay.startDraining();
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: other.relay.port, agent: false },
      headers: { Host: there, Connection: "Upgrade", Upgrade: "websocket" },
    });
    request.end();
    const [response] = await once(request, "response");
    const answer = await readAnswer(response);
    expect([answer.status, errorOf(answer).code]).toEqual([503, "DRAINING"]);
    expect(await echo(socket, "still")).toBe("still");
    socket.terminate();
  });
});
