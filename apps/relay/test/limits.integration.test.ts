import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type DeliveryChange, setDelivery } from "@homeport/hosts";
import { parseTrustedProxies } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, beginAsk, errorOf } from "./ask.ts";
import { bearer, signInProgram } from "./program.ts";
import { rawVisitor } from "./raw-visitor.ts";
import { startTestAgent } from "./test-agent.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";
import { startTestRelay } from "./test-relay.ts";

let bed: TestBed;
let target: TestTarget;
let onRequest: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  const trustedProxies = parseTrustedProxies("127.0.0.1");
  bed = await openTestBed({ relay: { settings: { trustedProxies } } });
  target = await startTarget((request, response) => onRequest(request, response));
  onRequest = (request, response) => {
    request.resume();
    response.end("x");
  };
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

/** An app with limits of its own; answers its public host once the gate knows them. */
async function limitedApp(
  name: string,
  limits: Omit<DeliveryChange, "appId" | "version">,
): Promise<string> {
  const host = await bed.app(name, target.server);
  const find = () =>
    [...bed.relay.relay.gate.current().byId.values()].find((app) => app.name === name);
  await setDelivery(bed.stores.owner, { appId: find()?.appId ?? "", version: "1", ...limits });
  const isKnown = () => Object.entries(find()?.delivery ?? {});
  await waitFor(
    () =>
      Object.entries(limits).every(([key, value]) =>
        isKnown().some(([known, is]) => known === key && is === value),
      ),
    { deadlineMs: 5_000 },
  );
  return host;
}

describe("requests a second of one address", () => {
  test("over the limit are 429 with the wait, as JSON and as a page, and open no stream", async () => {
    const host = await limitedApp("hurried", { visitorRate: 1 });
    let seen = 0;
    onRequest = (_request, response) => {
      seen += 1;
      response.end("x");
    };
    expect((await bed.ask({ host })).status).toBe(200);
    expect((await bed.ask({ host })).status).toBe(200);
    const told = await bed.ask({ host });
    expect([told.status, told.headers["retry-after"]]).toEqual([429, "1"]);
    expect(errorOf(told)).toMatchObject({
      ...{ code: "RATE_LIMITED", retryable: true },
      retryAfterMs: expect.any(Number),
    });
    const shown = await bed.ask({ host, headers: { Accept: "text/html" } });
    expect(shown.status).toBe(429);
    expect(String(shown.body)).toMatch(/Too many requests.*RATE_LIMITED/s);
    expect(seen).toBe(2);
  });

  test("are told to a typed client in its own shape", async () => {
    await limitedApp("hurried-calls", { visitorRate: 1 });
    const owner = await signInProgram(bed.stores);
    const call = () =>
      bed.ask({
        host: "localhost:8080",
        path: `/hosts/${bed.host.hostId}/~hurried-calls/trpc/now`,
        headers: bearer(owner),
      });
    await call();
    await call();
    const { status, body } = await call();
    expect(status).toBe(429);
    const { code, data } = JSON.parse(String(body)).error.json;
    expect([code, data.code, data.appCode]).toEqual([-32029, "TOO_MANY_REQUESTS", "RATE_LIMITED"]);
    expect(data.retryAfterMs).toBeGreaterThan(0);
  });

  test("of one address leave every other address its own, an IPv6 one by its /64", async () => {
    const host = await limitedApp("addressed", { visitorRate: 1 });
    const from = async (address: string) =>
      (await bed.ask({ host, headers: { "X-Forwarded-For": address } })).status;
    const inOrder = [];
    for (const address of ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1"]) {
      inOrder.push(await from(address));
    }
    expect(inOrder).toEqual([200, 200, 429, 200]);
    expect(await from("192.0.2.9")).toBe(200);
  });
});

/** Answers with this many bytes, as fast as they are taken; answers how many were written so far. */
function answerMany(byteCount: number): () => number {
  let written = 0;
  onRequest = (_request, response) => {
    response.writeHead(200, { "Content-Length": byteCount });
    const piece = Buffer.alloc(64 * 1024);
    const more = () => {
      while (written < byteCount && !response.destroyed) {
        written += piece.length;
        if (!response.write(piece)) return void response.once("drain", more);
      }
      response.end();
    };
    more();
  };
  return () => written;
}

describe("bytes a second", () => {
  /** What a stream may send before anybody has taken a byte of it. */
  const windowBytes = 256 * 1024;

  test("stop a download at its window, and hold off the app's next request", async () => {
    answerMany(4 * 2 ** 20);
    const host = await limitedApp("slow", { bytesPerSecond: 16_384 });
    const answer = await beginAsk(bed.relay.port, { host });
    let received = 0;
    answer.on("data", (bytes: Buffer) => {
      received += bytes.length;
    });
    answer.on("error", () => undefined);
    const tunnel = bed.relay.relay.registry.openable(bed.host.hostId)[0];
    const before = tunnel?.mux.status().bytesIn ?? 0;
    await waitFor(() => received > windowBytes - 1_024, { deadlineMs: 5_000 });
    // It was read by its visitor, so only the missing credit stops it.
    const told = await bed.ask({ host });
    expect([told.status, errorOf(told).code]).toEqual([503, "OVER_CAPACITY"]);
    expect(Number(told.headers["retry-after"])).toBeGreaterThan(5);
    expect(received).toBeLessThanOrEqual(windowBytes);
    expect((tunnel?.mux.status().bytesIn ?? 0) - before).toBeLessThan(windowBytes + 1_024);
    answer.destroy();
    await once(answer, "close");
  });

  test("of one app leave another one of the same tunnel alone", async () => {
    const size = 4 * 2 ** 20;
    answerMany(size);
    const host = await bed.app("free", target.server);
    expect((await bed.ask({ host })).body).toHaveLength(size);
  });

  test("stop an upload, which then waits at its visitor", async () => {
    let arrived = 0;
    onRequest = (request, response) => {
      request.on("data", (bytes: Buffer) => {
        arrived += bytes.length;
      });
      request.on("end", () => response.end("all"));
    };
    const host = await limitedApp("slow-upload", { bytesPerSecond: 16_384 });
    await using visitor = rawVisitor(bed.relay.port);
    const size = 64 * 2 ** 20;
    visitor.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${size}\r\n\r\n`);
    visitor.write(Buffer.alloc(size));
    await waitFor(() => arrived > 16_384, { deadlineMs: 5_000 });
    // Another app goes on meanwhile, by the same tunnel.
    expect((await bed.ask({ host: "free.localhost:8080", method: "POST" })).status).toBe(200);
    // What the relay has not read waits in the visitor's own socket.
    expect(arrived).toBeLessThanOrEqual(windowBytes);
    expect(visitor.socket.writableLength).toBeGreaterThan(size / 2);
  });
});

describe("requests at once", () => {
  test("are let in by each of two relays to its half, and not beyond it", async () => {
    const settings = { maxReplicas: 2 };
    await using one = await startTestRelay(bed.stores, { settings });
    await using other = await startTestRelay(bed.stores, { settings });
    await using _agent = await startTestAgent({ port: one.port, host: bed.host, slot: 1 });
    await using _beside = await startTestAgent({ port: other.port, host: bed.host, slot: 2 });
    const held: ServerResponse[] = [];
    onRequest = (_request, response) => void held.push(response);
    const host = await limitedApp("halved", { maxConcurrent: 4 });
    const isKnown = ({ relay }: typeof one) =>
      [...relay.gate.current().byId.values()].some(
        (app) => app.name === "halved" && app.delivery?.maxConcurrent === 4,
      );
    await waitFor(() => isKnown(one) && isKnown(other), { deadlineMs: 5_000 });
    const answers = [one, one, other, other].map(({ port }) => ask(port, { host }));
    await waitFor(() => held.length === 4, { deadlineMs: 5_000 });
    for (const { port } of [one, other]) {
      const told = await ask(port, { host });
      expect([told.status, errorOf(told).code]).toEqual([503, "OVER_CAPACITY"]);
    }
    for (const response of held) response.end("x");
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

describe("connections of visitors", () => {
  test("beyond the bound are told 503 and end, while agents still find the door", async () => {
    await using small = await startTestRelay(bed.stores, {
      limits: { maxVisitors: 1, maxSurplus: 1 },
    });
    await using first = rawVisitor(small.port);
    await waitFor(() => small.relay.visitorCount() === 1, { deadlineMs: 3_000 });
    await using second = rawVisitor(small.port);
    second.write("GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n");
    const told = await second.until((text) => text.includes("\r\n\r\n"));
    expect(told).toMatch(/^HTTP\/1\.1 503 /);
    expect(told).toMatch(/Retry-After: 1\r\n/);
    expect(told).toContain("OVER_CAPACITY");
    await second.closed();
    await waitFor(() => small.relay.visitorCount() === 1, { deadlineMs: 3_000 });
    await using _agent = await startTestAgent({ port: small.port, host: bed.host });
    expect(small.relay.visitorCount()).toBe(1);

    await using third = rawVisitor(small.port);
    await waitFor(() => small.relay.visitorCount() === 2, { deadlineMs: 3_000 });
    await using fourth = rawVisitor(small.port);
    await fourth.closed();
    expect(fourth.received).toBe("");
    third.socket.destroy();
    first.socket.destroy();
    await waitFor(() => small.relay.visitorCount() === 0, { deadlineMs: 3_000 });
    await using fifth = rawVisitor(small.port);
    fifth.write("GET /.well-known/homeport HTTP/1.1\r\nHost: localhost:8080\r\n\r\n");
    expect(await fifth.until((text) => text.includes("webUrl"))).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("beyond what a relay can hold at all are closed unheard, and counted", async () => {
    await using small = await startTestRelay(bed.stores, { limits: { maxConnections: 1 } });
    await using first = rawVisitor(small.port);
    await waitFor(() => small.relay.visitorCount() === 1, { deadlineMs: 3_000 });
    await using second = rawVisitor(small.port);
    await second.closed();
    expect([first.ended, second.received]).toEqual([false, ""]);
    expect(await bed.stores.metrics.text()).toMatch(/homeport_relay_visitors_dropped_total [1-9]/);
  });
});
