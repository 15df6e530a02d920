import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transport } from "../src/transport/transport.ts";
import type { AnswerPart, Visitor } from "../src/transport/visitor.ts";
import { beginAsk } from "./ask.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let bed: TestBed;
let target: TestTarget;
let host: string;
let handle: Handler = (_request, response) => response.end();

beforeAll(async () => {
  bed = await openTestBed();
  target = await startTarget((request, response) => handle(request, response));
  host = await bed.app("demo", target.server);
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

const tenMegabytes = 10 * 2 ** 20;

/** Sends all but the last byte, and that only once told to. */
async function downloadArrivesEarly(port: number): Promise<boolean> {
  const finish = Promise.withResolvers<void>();
  handle = async (_request, response) => {
    response.writeHead(200, { "Content-Length": tenMegabytes });
    response.write(Buffer.alloc(tenMegabytes - 1, 0x61));
    await finish.promise;
    response.end("z");
  };
  const answered = beginAsk(port, { host });
  const arrivedEarly = await Promise.race([
    answered.then(async (response) => {
      for await (const chunk of response) if (chunk.length > 0) return true;
      return false;
    }),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), 1_000)),
  ]);
  finish.resolve();
  await answered.then((response) => response.destroy()).catch(() => undefined);
  return arrivedEarly;
}

describe("a download", () => {
  test("a 10 MB download arrives before its last byte was sent", async () => {
    expect(await downloadArrivesEarly(bed.relay.port)).toBe(true);
  });

  test("control: a transport that collects the answer is noticed", async () => {
    await using other = await openTestBed({ relay: { seams: { transport: collecting } } });
    const before = host;
    host = await other.app("demo", target.server);
    expect(await downloadArrivesEarly(other.relay.port)).toBe(false);
    host = before;
  });

  test("the first event of a stream of events arrives alone", async () => {
    const next = Promise.withResolvers<void>();
    handle = async (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write("data: one\n\n");
      await next.promise;
      response.end("data: two\n\n");
    };
    const response = await beginAsk(bed.relay.port, { host });
    const [first] = await once(response, "data");
    expect(String(first)).toBe("data: one\n\n");
    next.resolve();
    const [second] = await once(response, "data");
    expect(String(second)).toBe("data: two\n\n");
  });

  test("a head without body arrives before the body begins", async () => {
    const next = Promise.withResolvers<void>();
    handle = async (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.flushHeaders();
      await next.promise;
      response.end("late");
    };
    const response = await beginAsk(bed.relay.port, { host });
    expect(response.headers["content-type"]).toBe("text/event-stream");
    next.resolve();
    response.resume();
    await once(response, "end");
  });

  test("a slow visitor holds up nothing but its own stream", async () => {
    handle = (request, response) => {
      response.end(request.url === "/big" ? Buffer.alloc(tenMegabytes, 0x61) : "small");
    };
    const slow = await beginAsk(bed.relay.port, { host, path: "/big" });
    slow.pause();
    expect((await bed.ask({ host })).body.toString()).toBe("small");
    let bytes = 0;
    slow.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    slow.resume();
    await once(slow, "end");
    expect(bytes).toBe(tenMegabytes);
  });
});

describe("an upload", () => {
  test.each([
    ["chunked", {}],
    ["of a declared length", { "Content-Length": 11 }],
  ])("%s, arrives at the app before its last byte was sent", async (_framing, framing) => {
    const seen: string[] = [];
    handle = (request, response) => {
      request.on("data", (chunk) => seen.push(String(chunk)));
      request.on("end", () => response.end("done"));
    };
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: bed.relay.port, method: "POST", agent: false },
      headers: { Host: host, ...framing },
    });
    request.write("first");
    await waitFor(() => seen.join("") === "first", { deadlineMs: 3_000 });
    request.end("second");
    const [response] = await once(request, "response");
    response.resume();
    await once(response, "end");
    expect(seen.join("")).toBe("firstsecond");
  });

  test("an app that takes nothing holds the upload up instead of having it collected", async () => {
    const go = Promise.withResolvers<void>();
    let received = 0;
    handle = async (request, response) => {
      request.pause();
      await go.promise;
      request.on("data", (chunk: Buffer) => {
        received += chunk.length;
      });
      request.on("end", () => response.end(String(received)));
      request.resume();
    };
    const before = process.memoryUsage().rss;
    const body = Buffer.alloc(64 * 2 ** 20, 0x62);
    const answer = bed.ask({ host, method: "POST", body });
    await waitFor(() => bed.relay.relay.visitCount() === 1, { deadlineMs: 3_000 });
    const stream = [...bed.relay.relay.registry.all()][0]?.mux.status();
    expect(stream?.bytesOut ?? 0).toBeLessThan(tenMegabytes);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
    go.resolve();
    expect((await answer).body.toString()).toBe(String(body.length));
  });

  test("trailers of a request reach the app", async () => {
    handle = (request, response) => {
      request.resume();
      request.on("end", () => response.end(request.rawTrailers.join("=")));
    };
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: bed.relay.port, method: "POST", agent: false },
      headers: { Host: host, "Transfer-Encoding": "chunked", Trailer: "X-Sum" },
    });
    request.write("body");
    request.addTrailers([["X-Sum", "4"]]);
    request.end();
    const [response] = await once(request, "response");
    const [bytes] = await once(response, "data");
    expect(String(bytes)).toBe("X-Sum=4");
  });

  test("100 is sent when the app sends it, and not before", async () => {
    const go = Promise.withResolvers<void>();
    let asked = false;
    target.server.once(
      "checkContinue",
      async (request: IncomingMessage, response: ServerResponse) => {
        asked = true;
        await go.promise;
        response.writeContinue();
        request.on("data", (chunk) => response.end(`got ${chunk}`));
      },
    );
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: bed.relay.port, method: "POST", agent: false },
      headers: { Host: host, Expect: "100-continue", "Content-Length": 4 },
    });
    request.flushHeaders();
    await waitFor(() => asked, { deadlineMs: 3_000 });
    let continued = false;
    request.on("continue", () => {
      continued = true;
      request.end("body");
    });
    expect(continued).toBe(false);
    go.resolve();
    const [response] = await once(request, "response");
    const [bytes] = await once(response, "data");
    expect(String(bytes)).toBe("got body");
  });

  test("after a refusal the body is never asked for, and the connection ends", async () => {
    target.server.once("checkContinue", (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(417).end("no");
    });
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: bed.relay.port, method: "POST", agent: false },
      headers: { Host: host, Expect: "100-continue", "Content-Length": 4 },
    });
    let continued = false;
    request.on("continue", () => {
      continued = true;
    });
    request.on("error", () => undefined);
    request.flushHeaders();
    const [response] = await once(request, "response");
    expect([response.statusCode, response.headers.connection]).toEqual([417, "close"]);
    response.resume();
    await once(response, "close");
    expect(continued).toBe(false);
  });

  test.each([
    ["chunked", {}, 200_000],
    ["of a declared length", { "Content-Length": 50_000 }, 1_000],
  ])("%s, that is answered before it has ended, gets that answer", async (_name, framing, sent) => {
    handle = (_request, response) => response.writeHead(413).end("too much");
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: bed.relay.port, method: "POST", agent: false },
      headers: { Host: host, ...framing },
    });
    request.on("error", () => undefined);
    request.write(Buffer.alloc(sent));
    const [response] = await once(request, "response");
    expect(response.statusCode).toBe(413);
    const [bytes] = await once(response, "data");
    expect(String(bytes)).toBe("too much");
    const begunMs = performance.now();
    await once(request, "close");
    expect(performance.now() - begunMs).toBeLessThan(4_000);
  });
});

describe("an answer arrives as the app sent it", () => {
  test("five Set-Cookie fields arrive as five", async () => {
    const cookies = ["a=1", "b=2; Path=/", "c=3", "a=4", "d=5; HttpOnly"];
    handle = (_request, response) => response.writeHead(200, { "Set-Cookie": cookies }).end();
    expect((await bed.ask({ host })).headers["set-cookie"]).toEqual(cookies);
  });

  test("a compressed body is passed on byte for byte", async () => {
    const body = gzipSync("compressed");
    handle = (_request, response) =>
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(body);
    const answer = await bed.ask({ host, headers: { "Accept-Encoding": "gzip" } });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(answer.body.equals(body)).toBe(true);
  });

  test("HEAD keeps the length and has no body", async () => {
    handle = (_request, response) => response.writeHead(200, { "Content-Length": 1234 }).end();
    const answer = await bed.ask({ host, method: "HEAD" });
    expect([answer.headers["content-length"], answer.body.length]).toEqual(["1234", 0]);
  });

  test.each([204, 304])("%i has no body, and the connection goes on", async (status) => {
    handle = (_request, response) => response.writeHead(status, { ETag: '"x"' }).end();
    const answer = await bed.ask({ host });
    expect([answer.status, answer.headers.etag, answer.body.length]).toEqual([status, '"x"', 0]);
  });

  test("1xx answers come through with their fields", async () => {
    handle = (_request, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.writeInformation(110, { "X-Progress": "50%" });
      response.end("final");
    };
    const request = httpRequest({
      ...{ host: "127.0.0.1", port: bed.relay.port, agent: false },
      headers: { Host: host },
    });
    const seen: string[] = [];
    request.on("information", (info) => {
      seen.push(`${info.statusCode} ${info.headers["link"] ?? info.headers["x-progress"]}`);
    });
    request.end();
    const [response] = await once(request, "response");
    response.resume();
    await once(response, "end");
    expect(seen).toEqual(["103 </style.css>; rel=preload", "110 50%"]);
  });

  test("trailers come behind the body", async () => {
    handle = (_request, response) => {
      response.writeHead(200, { Trailer: "X-Sum, X-Two" });
      response.write("body");
      response.addTrailers([
        ["X-Sum", "4"],
        ["X-Two", "2"],
      ]);
      response.end();
    };
    expect((await bed.ask({ host })).trailers).toEqual(["X-Sum", "4", "X-Two", "2"]);
  });

  test("nothing but the request's id and the connection's own framing is added", async () => {
    handle = (_request, response) => {
      response.sendDate = false;
      response.writeHead(200, ["X-B", "1", "x-a", "2", "X-B", "3", "X-Homeport-User", "forged"]);
      response.end("x");
    };
    const answer = await bed.ask({ host });
    const names = answer.rawHeaders.filter((_, at) => at % 2 === 0);
    const own = ["X-Request-Id", "Connection", "Keep-Alive", "Transfer-Encoding"];
    expect(names.filter((name) => !own.includes(name))).toEqual(["X-B", "x-a", "X-B"]);
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

/** The planted fault: hands an answer on only once it is complete. */
function collecting(own: Transport): Transport {
  return {
    ...own,
    request: (carried) => own.request({ ...carried, visitor: collector(carried.visitor) }),
  };
}

function collector(visitor: Visitor): Visitor {
  const parts: AnswerPart[] = [];
  return {
    get answering() {
      return visitor.answering;
    },
    onDrain: () => undefined,
    inform: (head) => visitor.inform(head),
    deliver(part) {
      parts.push(part);
      if (part.end !== null) for (const one of parts) visitor.deliver(one);
      return true;
    },
    refuse: (error) => visitor.refuse(error),
    cut: () => visitor.cut(),
  };
}
