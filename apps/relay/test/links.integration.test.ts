import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { waitFor } from "@homeport/testkit";
import { rstCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { ask, beginAsk, errorOf, readAnswer } from "./ask.ts";
import { openTestFleet, type TestFleet } from "./test-fleet.ts";

const large = randomBytes(10 * 2 ** 20);
let fleet: TestFleet;
let release: PromiseWithResolvers<void>;
let received: Buffer[];

beforeAll(async () => {
  fleet = await openTestFleet({
    relays: 3,
    async target(request, response) {
      if (request.url === "/large") return void response.end(large);
      if (request.url === "/slow") {
        response.write("first ");
        await release.promise;
        return void response.end("last");
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      received.push(Buffer.concat(chunks));
      response.setHeader("X-Forwarded-Seen", String(request.headers["x-forwarded-for"]));
      response.end(`${request.method} ${Buffer.concat(chunks).length}`);
    },
  });
  const sockets = new WebSocketServer({ server: fleet.target.server });
  sockets.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
  await fleet.dial(1);
});

afterAll(() => fleet[Symbol.asyncDispose]());

describe("three visitors on three relays reach one host wherever they land", () => {
  test("a plain request", async () => {
    received = [];
    for (const { port } of fleet.relays) {
      const answer = await ask(port, { host: fleet.app.host, method: "POST", body: "hello" });
      expect([answer.status, answer.body.toString()]).toEqual([200, "POST 5"]);
      expect(answer.headers["x-forwarded-seen"]).toBe("127.0.0.1");
    }
    expect(received.map(String)).toEqual(["hello", "hello", "hello"]);
  });

  test("a large body each way, unchanged", async () => {
    received = [];
    const { port } = fleet.relay(0);
    const down = await ask(port, { host: fleet.app.host, path: "/large" });
    expect(down.body.equals(large)).toBe(true);
    const up = await ask(port, { host: fleet.app.host, method: "PUT", body: large });
    expect(up.body.toString()).toBe(`PUT ${large.length}`);
    expect(received[0]?.equals(large)).toBe(true);
  });

  test("an answer arrives as it is written, before its end", async () => {
    release = Promise.withResolvers();
    const slow = await beginAsk(fleet.relay(2).port, { host: fleet.app.host, path: "/slow" });
    const [first] = await once(slow, "data");
    expect(String(first)).toBe("first ");
    release.resolve();
    expect((await readAnswer(slow)).body.toString()).toBe("last");
  });

  test("an upgrade that lands on the wrong relay is carried", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${fleet.relay(0).port}/`, {
      headers: { Host: fleet.app.host },
    });
    await once(socket, "open");
    socket.send("over the link");
    const [echoed] = await once(socket, "message");
    expect(String(echoed)).toBe("over the link");
    socket.close(4321);
    const [code] = await once(socket, "close");
    expect(code).toBe(4321);
  });

  test("a visitor that leaves is noticed at the target", async () => {
    release = Promise.withResolvers();
    const agentSide = fleet.relay(1).relay.registry.openable(fleet.host.hostId)[0];
    const slow = await beginAsk(fleet.relay(0).port, { host: fleet.app.host, path: "/slow" });
    await once(slow, "data");
    slow.destroy();
    await waitFor(() => agentSide?.mux.activeStreams === 0, { deadlineMs: 2_000 });
    expect(agentSide?.pendingRequests).toBe(0);
    release.resolve();
  });

  test("the access line and the metric say that a peer carried it, with no store asked in between", async () => {
    const { stores } = fleet;
    await ask(fleet.relay(0).port, { host: fleet.app.host });
    const before = await stores.metrics.text();
    // The server is shared with other tests; what they ask goes to other databases of it.
    const own = new URL(stores.redisUrl).pathname.slice(1);
    let commands = 0;
    const monitor = await stores.redis.client.monitor();
    monitor.on("monitor", (_time: string, _args: string[], _source: string, database: string) => {
      if (database === own) commands += 1;
    });
    for (let count = 0; count < 50; count += 1) {
      await ask(fleet.relay(0).port, { host: fleet.app.host });
    }
    monitor.disconnect();
    // What runs beside the requests: leases, refreshes and the feed.
    expect(commands).toBeLessThan(40);
    expect(peerCount(await stores.metrics.text()) - peerCount(before)).toBe(50);
  });
});

function peerCount(text: string): number {
  return Number(/homeport_relay_forward_total\{path="peer"\} (\d+)/.exec(text)?.[1] ?? 0);
}

describe("the peer listener", () => {
  test("answers nothing but links", async () => {
    const port = Number(new URL(fleet.relay(1).settings.internalUrl).port);
    for (const head of [
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
      "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
      "nonsense\r\n\r\n",
    ]) {
      const socket = connect(port, "127.0.0.1");
      const bytes: Buffer[] = [];
      socket.on("data", (chunk) => bytes.push(chunk));
      socket.on("error", () => undefined);
      socket.write(head);
      await once(socket, "close");
      expect(Buffer.concat(bytes).toString()).toBe("");
    }
  });

  test("opens no link to a dialler without the secret", async () => {
    const port = Number(new URL(fleet.relay(1).settings.internalUrl).port);
    const request = httpRequest({
      ...{ host: "127.0.0.1", port },
      headers: { Connection: "Upgrade", Upgrade: "homeport-link/1" },
    });
    request.end();
    const [, socket] = await once(request, "upgrade");
    socket.on("error", () => undefined);
    socket.resume();
    const json = Buffer.from(JSON.stringify({ protocol: 1, relayId: "thief" }));
    const length = Buffer.from([0, json.length]);
    const hello = Buffer.concat([length, json, Buffer.alloc(32)]);
    socket.write(Buffer.concat([Buffer.from([0, 0, hello.length, 1, 0, 0, 0, 0]), hello]));
    await once(socket, "close");
  });
});

describe("one hop and no more", () => {
  test("a request that came by a link is never passed on", async () => {
    const third = fleet.relay(2);
    const peer = {
      relayId: third.settings.relayId,
      boot: third.settings.boot,
      internalUrl: third.settings.internalUrl,
    };
    const mux = await fleet.relay(0).relay.forwarding.links.reach(peer);
    const endOf = (hops: number) => {
      const { promise, resolve } = Promise.withResolvers<number>();
      const { hostId } = fleet.host;
      mux.open(
        { kind: "http", hops, hostId, appId: "", target: "", visitorAddress: "", requestId: "" },
        {
          onData: () => {},
          onEnd: () => {},
          onClose: (end) => resolve(end.kind === "reset" ? end.code : -1),
        },
      );
      return promise;
    };
    expect(await endOf(1)).toBe(rstCodes.NOT_OWNER);
    expect(await endOf(2)).toBe(rstCodes.HOP_LIMIT);
  });
});

test("control: with forwarding off a visitor on another relay is told that the host is offline", async () => {
  await using broken = await openTestFleet({
    relays: 2,
    target: (_request, response) => void response.end("here"),
    relay: {
      seams: {
        router: (own) => ({
          ...own,
          find: () => own.find({ hostId: "", avoid: new Set(), isGone: () => false }),
        }),
      },
    },
  });
  await broken.dial(1);
  expect((await ask(broken.relay(1).port, { host: broken.app.host })).status).toBe(200);
  const answer = await ask(broken.relay(0).port, { host: broken.app.host });
  expect([answer.status, errorOf(answer).code]).toEqual([503, "HOST_OFFLINE"]);
});
