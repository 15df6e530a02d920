import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { waitFor } from "@homeport/testkit";
import { closeCodes, rstCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import "./over-undici.ts";
import { type Ask, errorOf } from "../ask.ts";
import { startTestAgent } from "../test-agent.ts";
import { openTestBed, startRawTarget, startTarget, type TestBed } from "../test-bed.ts";

let bed: TestBed;

beforeAll(async () => {
  bed = await openTestBed();
});

afterAll(() => bed[Symbol.asyncDispose]());

let lastName = 0;

/** An app that tells which of its connections each request came by, the first being 1. */
async function countingApp(handle?: (request: IncomingMessage, response: ServerResponse) => void) {
  const connections = new Map<Socket, number>();
  const target = await startTarget((request, response) => {
    if (!connections.has(request.socket)) connections.set(request.socket, connections.size + 1);
    response.setHeader("X-Connection", connections.get(request.socket) ?? 0);
    if (handle === undefined) request.resume().on("end", () => response.end("ok"));
    else handle(request, response);
  });
  lastName += 1;
  const host = await bed.app(`pool-${lastName}`, target.server);
  return { host, connections, [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() };
}

async function connectionOf(asked: Ask): Promise<string> {
  const answer = await bed.ask(asked);
  return String(answer.headers["x-connection"]);
}

function nameOf(host: string): string {
  return host.split(".")[0] ?? "";
}

/** Streams that are open while nobody asks. */
const idle = () => bed.agent.mux.activeStreams;

describe("a stream of the pool", () => {
  test("serves several requests in turn", async () => {
    await using app = await countingApp();
    const { host } = app;
    const seen = [
      await connectionOf({ host }),
      await connectionOf({ host, method: "POST", body: "body" }),
      await connectionOf({ host, method: "DELETE" }),
      await connectionOf({ host, method: "PUT", headers: { "Content-Length": "0" } }),
    ];
    expect(seen).toEqual(["1", "1", "1", "1"]);
  });

  test("never serves two at once", async () => {
    const both = Promise.withResolvers<void>();
    let waiting = 0;
    await using app = await countingApp(async (_request, response) => {
      waiting += 1;
      if (waiting === 2) both.resolve();
      await both.promise;
      response.end();
    });
    const { host } = app;
    const seen = await Promise.all([connectionOf({ host }), connectionOf({ host })]);
    expect(seen.toSorted()).toEqual(["1", "2"]);
  });

  test("never serves two apps, though they have one target", async () => {
    await using app = await countingApp();
    await connectionOf({ host: app.host });
    const address = [...app.connections.keys()][0]?.localPort;
    const other = await bed.app("other", `http://127.0.0.1:${address}`);
    expect(await connectionOf({ host: other })).toBe("2");
  });

  test("ends after 4 s without a request, and the agent may keep its connection", async () => {
    await using target = await startRawTarget((socket) => {
      socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    });
    const host = await bed.app("resting", target.url);
    await waitFor(() => idle() === 0, { deadlineMs: 8_000 });
    const before = bed.agent.streamEnds.length;
    await bed.ask({ host });
    const restingMs = performance.now();
    expect(idle()).toBe(1);
    await waitFor(() => idle() === 0, { deadlineMs: 8_000 });
    expect(performance.now() - restingMs).toBeGreaterThan(3_500);
    expect(bed.agent.streamEnds.slice(before)).toEqual(["released"]);
  });

  test("of which there are many waits only with 31 others of its tunnel", async () => {
    const all = Promise.withResolvers<void>();
    let waiting = 0;
    await using app = await countingApp(async (_request, response) => {
      waiting += 1;
      if (waiting === 50) all.resolve();
      await all.promise;
      response.end();
    });
    const { host } = app;
    await Promise.all(Array.from({ length: 50 }, () => bed.ask({ host })));
    await waitFor(() => idle() <= 32, { deadlineMs: 1_000 });
  });

  test("that speaks while it is idle answers nobody, and its connection serves no one again", async () => {
    const sockets: Socket[] = [];
    await using target = await startRawTarget((socket) => {
      sockets.push(socket);
      socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine"));
    });
    const host = await bed.app("speaking", target.url);
    await bed.ask({ host });
    const before = bed.agent.streamEnds.length;
    sockets[0]?.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nothers");
    await waitFor(() => bed.agent.streamEnds.length > before, { deadlineMs: 2_000 });
    expect(bed.agent.streamEnds.slice(before)).toEqual([`reset ${rstCodes.CANCELLED}`]);
    expect(String((await bed.ask({ host })).body)).toBe("mine");
    expect(sockets).toHaveLength(2);
  });

  test("whose target ended while it was idle is replaced, whatever the method", async () => {
    const sockets: Socket[] = [];
    await using target = await startRawTarget((socket) => {
      sockets.push(socket);
      socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    });
    const host = await bed.app("ending", target.url);
    await bed.ask({ host });
    const before = bed.agent.streamEnds.length;
    sockets[0]?.end();
    await waitFor(() => bed.agent.streamEnds.length > before, { deadlineMs: 2_000 });
    const answer = await bed.ask({ host, method: "POST", body: "once" });
    expect([answer.status, sockets.length]).toEqual([200, 2]);
  });

  test("ends within a second once its tunnel takes no new streams", async () => {
    await using other = await openTestBed();
    await using target = await startTarget((_request, response) => response.end("ok"));
    const host = await other.app("going", target.server);
    await other.ask({ host });
    expect(other.agent.mux.activeStreams).toBe(1);
    other.agent.mux.goAway(closeCodes.AGENT_STOP, 10_000, "stopping");
    await waitFor(() => other.agent.mux.activeStreams === 0, { deadlineMs: 2_500 });
    expect(other.agent.streamEnds).toEqual(["released"]);
  });

  test("is not used once the app is delivered to another target", async () => {
    await using one = await countingApp();
    await using two = await startTarget((_request, response) => response.end("two"));
    await connectionOf({ host: one.host });
    await bed.stores.db.sql.query(
      `UPDATE app_deliveries d SET target = $2, version = version + 1
       FROM apps a WHERE a.id = d.app_id AND a.name = $1`,
      [nameOf(one.host), two.url],
    );
    await waitFor(async () => String((await bed.ask({ host: one.host })).body) === "two", {
      deadlineMs: 5_000,
    });
  });
});

/** A target that ends its connection as soon as it sees the second request on it. */
async function hangsUpOnReuse(name: string) {
  const seen: string[] = [];
  const target = await startRawTarget((socket) => {
    let requests = 0;
    socket.on("data", (bytes) => {
      requests += 1;
      seen.push(String(bytes).split(" ", 1)[0] ?? "");
      if (requests > 1) socket.resetAndDestroy();
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
  });
  const host = await bed.app(name, target.url);
  return { seen, host, [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() };
}

describe("a stream that breaks as it is used again", () => {
  test("is made up for where twice is as good as once", async () => {
    await using app = await hangsUpOnReuse("hangs-up");
    await bed.ask({ host: app.host });
    expect((await bed.ask({ host: app.host })).status).toBe(200);
    expect(app.seen).toEqual(["GET", "GET", "GET"]);
  });

  test("is not, where a byte of a POST was delivered", async () => {
    await using app = await hangsUpOnReuse("hangs-up-too");
    await bed.ask({ host: app.host });
    const answer = await bed.ask({ host: app.host, method: "POST", body: "once" });
    expect([answer.status, errorOf(answer).code]).toEqual([502, "TARGET_RESET"]);
    expect(app.seen).toEqual(["GET", "POST"]);
  });

  test.each([
    [1, 200],
    [2, 200],
    [3, 502],
  ])(
    "was no try when no byte was delivered: after %i resets the answer is %i",
    async (resets, status) => {
      let left = 0;
      await using other = await openTestBed({
        // The first is a reset that crosses the request; the others are those of fresh streams.
        delivers(stream) {
          if (left === 0) return true;
          left -= 1;
          stream.reset(rstCodes.TARGET_RESET);
          return false;
        },
      });
      const seen: string[] = [];
      await using target = await startTarget((request, response) => {
        seen.push(request.method ?? "");
        response.end("ok");
      });
      const host = await other.app("crossing", target.server);
      await other.ask({ host });
      left = resets;
      const answer = await other.ask({ host, method: "POST", body: "once" });
      expect(answer.status).toBe(status);
      expect(seen).toEqual(status === 200 ? ["GET", "POST"] : ["GET"]);
    },
  );
});

describe("a request that undici does not carry", () => {
  const ways: Record<string, Partial<Ask>> = {
    "a chunked body": { method: "POST", headers: { "Transfer-Encoding": "chunked" }, body: "x" },
    "a large body": { method: "POST", body: Buffer.alloc(70_000) },
    Expect: { method: "POST", headers: { Expect: "100-continue" }, body: "x" },
  };
  test.each(Object.entries(ways))("takes a stream of its own: %s", async (_name, request) => {
    await using app = await countingApp();
    const { host } = app;
    const seen = [
      await connectionOf({ host }),
      await connectionOf({ host, ...request }),
      await connectionOf({ host }),
    ];
    expect(seen).toEqual(["1", "2", "1"]);
  });

  test("sends its head before the body begins", async () => {
    const asked = Promise.withResolvers<IncomingMessage>();
    await using app = await countingApp((request, response) => {
      asked.resolve(request);
      request.resume().on("end", () => response.end("ok"));
    });
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: bed.relay.port, method: "POST", agent: false },
      headers: { Host: app.host, "Content-Length": 4 },
    });
    request.flushHeaders();
    expect((await asked.promise).headers["content-length"]).toBe("4");
    request.end("body");
    const [response] = await once(request, "response");
    expect(response.statusCode).toBe(200);
    response.resume();
    await once(response, "end");
  });

  test("sends bytes beyond ASCII in its head as they came", async () => {
    let seen: string | undefined;
    await using app = await countingApp((request, response) => {
      seen = String(request.headers["x-name"]);
      request.resume().on("end", () => response.end("ok"));
    });
    const headers = { "X-Name": "\xfcber", "Transfer-Encoding": "chunked" };
    await bed.ask({ host: app.host, method: "POST", headers, body: "x" });
    expect(seen).toBe("\xfcber");
  });

  test("with the visitor's address before it shares no stream", async () => {
    await using app = await countingApp();
    await bed.stores.db.sql.query(
      `UPDATE app_deliveries d SET proxy_protocol = 'v1', version = version + 1
       FROM apps a WHERE a.id = d.app_id AND a.name = $1`,
      [nameOf(app.host)],
    );
    const { current } = bed.relay.relay.gate;
    const apps = () => [...current().byId.values()];
    await waitFor(() => apps().some((one) => one.delivery?.proxyProtocol === "v1"), {
      deadlineMs: 5_000,
    });
    const seen = [await connectionOf({ host: app.host }), await connectionOf({ host: app.host })];
    expect(seen).toEqual(["1", "2"]);
  });
});

test("an unasked 100 is passed on and the answer follows it", async () => {
  await using target = await startRawTarget((socket) => {
    socket.on("data", () => {
      socket.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
  });
  const host = await bed.app("unasked", target.url);
  expect(String((await bed.ask({ host, method: "POST", body: "x" })).body)).toBe("ok");
  expect(String((await bed.ask({ host })).body)).toBe("ok");
});

test("two hosts of one relay have pools of their own", async () => {
  await using app = await countingApp();
  await connectionOf({ host: app.host });
  await using second = await startTestAgent({ port: bed.relay.port, host: bed.host, slot: 1 });
  await bed.relay.tunnels(bed.host.hostId, 2);
  // The tunnel with fewer open streams is chosen, and has none to use again.
  expect(await connectionOf({ host: app.host })).toBe("2");
  expect(second.mux.activeStreams).toBe(1);
});
