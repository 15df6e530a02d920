import { once } from "node:events";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beginAsk, errorOf } from "./ask.ts";
import { rawVisitor } from "./raw-visitor.ts";
import { openTestBed, startRawTarget, startTarget, type TestBed } from "./test-bed.ts";

let bed: TestBed;

beforeAll(async () => {
  bed = await openTestBed();
});

afterAll(() => bed[Symbol.asyncDispose]());

let lastName = 0;

/** An app behind a target that writes `answer` for each request it sees, then does as told. */
async function rawApp(answer: string, then: "keep" | "end" | "reset" = "keep") {
  const target = await startRawTarget((socket) => {
    socket.once("data", () => {
      socket.write(answer, "latin1", () => {
        if (then === "end") socket.end();
        if (then === "reset") socket.resetAndDestroy();
      });
    });
  });
  lastName += 1;
  const host = await bed.app(`raw-${lastName}`, target.url);
  return { host, target, [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() };
}

const page = { Accept: "text/html" };

describe("a target that fails has its own code, as JSON for programs and a page for people", () => {
  test("nothing listens: TARGET_REFUSED 502", async () => {
    const closed = await startRawTarget(() => undefined);
    const host = await bed.app("closed", closed.url);
    await closed[Symbol.asyncDispose]();
    const answer = await bed.ask({ host });
    expect([answer.status, errorOf(answer).code]).toEqual([502, "TARGET_REFUSED"]);
    expect(answer.headers["x-homeport-error"]).toBe("TARGET_REFUSED");
    expect(answer.headers["x-request-id"]).toBe(errorOf(answer).requestId);
    const shown = await bed.ask({ host, headers: page });
    expect(shown.headers["content-type"]).toMatch(/^text\/html/);
    expect(shown.body.toString()).toContain("TARGET_REFUSED");
    expect(shown.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(shown.headers["cache-control"]).toBe("no-store");
  });

  test("it hangs up before it answers: TARGET_RESET 502", async () => {
    await using app = await rawApp("", "end");
    expect(errorOf(await bed.ask({ host: app.host })).code).toBe("TARGET_RESET");
  });

  test.each([
    ["repeated lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    [
      "length beside coding",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a folded line", "HTTP/1.1 200 OK\r\nX-A: 1\r\n 2\r\nContent-Length: 0\r\n\r\n"],
    ["bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
    [
      "bytes after the end",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n",
    ],
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["a head without end", `HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(70_000)}`],
  ])("it answers with %s: TARGET_ANSWER_INVALID 502", async (_name, answer) => {
    await using app = await rawApp(answer);
    const refused = await bed.ask({ host: app.host });
    expect([refused.status, errorOf(refused).code]).toEqual([502, "TARGET_ANSWER_INVALID"]);
  });

  test("it takes too long: ANSWER_TIMEOUT 504", async () => {
    await using target = await startTarget(() => undefined);
    const host = await bed.app("mute", target.server);
    await bed.stores.db.sql.query(
      `UPDATE app_deliveries d SET answer_head_ms = 500, version = version + 1
       FROM apps a WHERE a.id = d.app_id AND a.name = 'mute'`,
    );
    const known = () =>
      [...bed.relay.relay.gate.current().byId.values()].some(
        (app) => app.name === "mute" && app.delivery?.answerHeadMs === 500,
      );
    await waitFor(known, { deadlineMs: 5_000 });
    const answer = await bed.ask({ host });
    expect([answer.status, errorOf(answer).code]).toEqual([504, "ANSWER_TIMEOUT"]);
  });

  test("the tunnel is lost in mid-request: TUNNEL_LOST 502", async () => {
    await using other = await openTestBed();
    await using target = await startTarget(() => other.agent.mux.destroy(closeCodes.INTERNAL, "x"));
    const host = await other.app("lost", target.server);
    // The app has seen it, so nobody may send it a second time.
    const answer = await other.ask({ host, method: "POST", body: "once" });
    expect([answer.status, errorOf(answer).code]).toEqual([502, "TUNNEL_LOST"]);
  });

  test("a body over the app's limit: BODY_TOO_LARGE 413, declared or streamed", async () => {
    await using target = await startTarget((request) => void request.resume());
    const host = await bed.app("small", target.server);
    await bed.stores.db.sql.query(
      `UPDATE app_deliveries d SET max_request_bytes = 10, version = version + 1
       FROM apps a WHERE a.id = d.app_id AND a.name = 'small'`,
    );
    const known = () =>
      [...bed.relay.relay.gate.current().byId.values()].some(
        (app) => app.name === "small" && app.delivery?.maxRequestBytes === 10,
      );
    await waitFor(known, { deadlineMs: 5_000 });
    const declared = await bed.ask({ host, method: "POST", body: "more than ten bytes" });
    expect(errorOf(declared).code).toBe("BODY_TOO_LARGE");
    const headers = { "Transfer-Encoding": "chunked" };
    const streamed = await bed.ask({ host, method: "POST", headers, body: "more than ten bytes" });
    expect([streamed.status, errorOf(streamed).code]).toEqual([413, "BODY_TOO_LARGE"]);
  });
});

const visitors = {
  "a visitor of HTTP/1.0": "GET / HTTP/1.0\r\nHost: HOST\r\n\r\n",
  "a visitor of HTTP/1.1": "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a visitor who uploads":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
};

/** Whether a visitor can tell that the answer was cut. */
async function noticesCut(
  port: number,
  host: string,
  request = visitors["a visitor of HTTP/1.0"],
): Promise<boolean> {
  await using visitor = rawVisitor(port);
  visitor.write(request.replaceAll("HOST", host));
  await visitor.until((received) => received.includes("part"));
  await waitFor(() => visitor.reset || visitor.ended, { deadlineMs: 3_000 });
  return visitor.reset;
}

describe("a truncated answer never looks complete", () => {
  const cuts: [string, string][] = [
    ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"],
    ["chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n"],
  ];
  for (const [name, answer] of cuts) {
    for (const how of ["end", "reset"] as const) {
      for (const [visitor, request] of Object.entries(visitors)) {
        test(`${name}, target ${how}s, ${visitor}`, async () => {
          await using app = await rawApp(answer, how);
          expect(await noticesCut(bed.relay.port, app.host, request)).toBe(true);
        });
      }
    }
  }

  test.each(Object.entries(visitors))(
    "a body without length whose target is reset, %s",
    async (_visitor, request) => {
      await using app = await rawApp("HTTP/1.1 200 OK\r\n\r\npart", "reset");
      expect(await noticesCut(bed.relay.port, app.host, request)).toBe(true);
    },
  );

  test("a body without length that ends is complete", async () => {
    await using app = await rawApp("HTTP/1.1 200 OK\r\n\r\nwhole", "end");
    expect((await bed.ask({ host: app.host })).body.toString()).toBe("whole");
    const upload = { method: "POST", headers: { "Transfer-Encoding": "chunked" }, body: "x" };
    expect((await bed.ask({ host: app.host, ...upload })).body.toString()).toBe("whole");
  });

  test("control: an end instead of a reset is noticed", async () => {
    const cutConnection = (response: ServerResponse) => void response.socket?.end();
    await using other = await openTestBed({ relay: { seams: { cutConnection } } });
    await using target = await startRawTarget((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"));
    });
    const host = await other.app("cut", target.url);
    expect(await noticesCut(other.relay.port, host)).toBe(false);
  });
});

describe("a visitor who leaves", () => {
  test("reaches the app within 50 ms, in mid-download and in mid-upload", async () => {
    const left: ((atMs: number) => void)[] = [];
    const handler = (request: IncomingMessage, response: ServerResponse) => {
      request.resume();
      if (request.method === "GET") response.write("begun");
      request.socket.once("close", () => left.shift()?.(performance.now()));
    };
    await using target = await startTarget(handler);
    const host = await bed.app("leaving", target.server);
    for (const method of ["GET", "POST"]) {
      const noticed = new Promise<number>((resolve) => left.push(resolve));
      const request = httpRequest({
        ...{ host: "127.0.0.1", port: bed.relay.port, method, agent: false },
        headers: { Host: host },
      });
      request.on("error", () => undefined);
      const seen = once(target.server, "request");
      request.write("");
      if (method === "GET") request.end();
      else request.write("part");
      await seen;
      if (method === "GET") await once(request, "response");
      const atMs = performance.now();
      request.destroy();
      expect((await noticed) - atMs).toBeLessThan(100);
    }
  });

  test("is cut when no byte is taken for too long, and the app learns it", async () => {
    await using other = await openTestBed({ relay: { limits: { visitorStallMs: 400 } } });
    await using target = await startTarget((_request, response) => {
      response.end(Buffer.alloc(64 * 2 ** 20));
    });
    const host = await other.app("stalled", target.server);
    await using visitor = rawVisitor(other.relay.port);
    visitor.socket.pause();
    visitor.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await waitFor(() => other.relay.relay.visitCount() === 1, { deadlineMs: 3_000 });
    await waitFor(() => other.relay.relay.visitCount() === 0, { deadlineMs: 5_000 });
    await waitFor(() => other.agent.streamEnds.includes("reset 1"), { deadlineMs: 3_000 });
  });

  test("is not cut while nothing waits for a taker", async () => {
    await using other = await openTestBed({ relay: { limits: { visitorStallMs: 200 } } });
    const finish = Promise.withResolvers<void>();
    await using target = await startTarget(async (_request, response) => {
      response.write("one");
      await finish.promise;
      response.end("two");
    });
    const host = await other.app("quiet", target.server);
    const response = await beginAsk(other.relay.port, { host });
    await once(response, "data");
    const untilMs = performance.now() + 800;
    await waitFor(() => performance.now() > untilMs, { deadlineMs: 2_000 });
    finish.resolve();
    const [bytes] = await once(response, "data");
    expect(String(bytes)).toBe("two");
  });
});
