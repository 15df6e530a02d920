import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rawVisitor } from "./raw-visitor.ts";
import { openTestBed, startTarget, type TestBed, type TestTarget } from "./test-bed.ts";

let bed: TestBed;
let target: TestTarget;
let host: string;
const seen: string[] = [];

beforeAll(async () => {
  bed = await openTestBed();
  target = await startTarget((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    request.resume();
    request.on("end", () => response.end("ok"));
  });
  host = await bed.app("demo", target.server);
});

afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await bed[Symbol.asyncDispose]();
});

/** Each is followed by a second request that must never be understood as one. */
const corpus: Record<string, string> = {
  "two Host fields": "GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.localhost\r\n\r\n",
  "no Host": "GET / HTTP/1.1\r\n\r\n",
  "no Host in HTTP/1.0": "GET / HTTP/1.0\r\n\r\n",
  "an absolute target of another host": "GET http://evil.localhost/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a fragment in the target": "GET /a#b HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a control byte in the target": "GET /a\x01b HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "length beside coding":
    "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "two lengths":
    "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
  "the same length twice":
    "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
  "a list of lengths": "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4, 4\r\n\r\nbody",
  "a signed length": "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: +4\r\n\r\nbody",
  "another coding":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
  "an unknown coding":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
  "two codings":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
  "a coding with a tab before its colon":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
  "a coding in HTTP/1.0":
    "POST / HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "a folded line": "GET / HTTP/1.1\r\nHost: HOST\r\nX-A: 1\r\n 2\r\n\r\n",
  "a bare line feed": "GET / HTTP/1.1\r\nHost: HOST\nX-A: 1\r\n\r\n",
  "a bare carriage return": "GET / HTTP/1.1\r\nHost: HOST\r\nX-A: 1\rX-B: 2\r\n\r\n",
  "a zero byte in a value": "GET / HTTP/1.1\r\nHost: HOST\r\nX-A: a\x00b\r\n\r\n",
  "a blank in a name": "GET / HTTP/1.1\r\nHost: HOST\r\nX A: 1\r\n\r\n",
  "HTTP/0.9": "GET /\r\n\r\n",
  "HTTP/2 prior knowledge": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "a chunk size that is no number":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n0\r\n\r\n",
  "an empty Host": "GET / HTTP/1.1\r\nHost:\r\n\r\n",
  "a Host with a blank before its colon": "GET / HTTP/1.1\r\nHost : HOST\r\n\r\n",
  "a second Host in other letters": "GET / HTTP/1.1\r\nHost: HOST\r\nhOST: HOST\r\n\r\n",
  "a folded second Host": "GET / HTTP/1.1\r\nHost: HOST\r\n Host: evil.localhost\r\n\r\n",
  "a folded line first": "GET / HTTP/1.1\r\n Host: HOST\r\n\r\n",
  "an absolute target with a user":
    "GET http://HOST@evil.localhost/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "an absolute target with backslashes": "GET http:\\\\HOST\\ HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "an absolute target of another port": "GET http://HOST:81/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "an authority as target": "GET evil.localhost:80 HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a target without a slash": "GET smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a target of * for a GET": "GET * HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a blank in the target": "GET /a b HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a tab in the request line": "GET\t/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a delete byte in the target": "GET /a\x7fb HTTP/1.1\r\nHost: HOST\r\n\r\n",
  "a version of 1.2": "GET / HTTP/1.2\r\nHost: HOST\r\n\r\n",
  "a version of 3.0": "GET / HTTP/3.0\r\nHost: HOST\r\n\r\n",
  "a negative length": "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: -1\r\n\r\n",
  "a hexadecimal length": "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0x4\r\n\r\nbody",
  "an empty length": "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length:\r\n\r\nbody",
  "a length with a blank inside":
    "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4 4\r\n\r\nbody",
  "a length beyond all numbers":
    "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 99999999999999999999\r\n\r\nbody",
  "coding beside length":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
  "coding beside length for a GET":
    "GET / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
  "a coding that is not the last":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
  "a coding behind a vertical tab":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
  "a coding with a parameter":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
  "a folded coding":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
  "a field that hides a coding behind a line feed":
    "POST / HTTP/1.1\r\nHost: HOST\r\nX-A: 1\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "a signed chunk size":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n+4\r\nbody\r\n0\r\n\r\n",
  "a chunk size with 0x":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0x4\r\nbody\r\n0\r\n\r\n",
  "a chunk size beyond all numbers":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nbody\r\n0\r\n\r\n",
  "a chunk longer than its size":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbody\r\n0\r\n\r\n",
  "a bare line feed behind a chunk size":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4\nbody\r\n0\r\n\r\n",
  "a bare line feed in a chunk extension":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n4;a\nb\r\nbody\r\n0\r\n\r\n",
  "a length among the trailers":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\nhello",
  "a folded trailer":
    "POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-A: 1\r\n 2\r\n\r\n",
  "a line without a colon": "GET / HTTP/1.1\r\nHost: HOST\r\nnonsense\r\n\r\n",
  "an empty name": "GET / HTTP/1.1\r\nHost: HOST\r\n: 1\r\n\r\n",
  "a delete byte in a value": "GET / HTTP/1.1\r\nHost: HOST\r\nX-A: a\x7fb\r\n\r\n",
  "over 200 fields": `GET / HTTP/1.1\r\nHost: HOST\r\n${"X-A: 1\r\n".repeat(201)}\r\n`,
  "a head over 32 KiB": `GET / HTTP/1.1\r\nHost: HOST\r\nX-A: ${"a".repeat(40_000)}\r\n\r\n`,
};

const second = "GET /smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n";

describe("is refused, and the connection is closed before a second request is read", () => {
  for (const [name, text] of Object.entries(corpus)) {
    test(name, async () => {
      await using visitor = rawVisitor(bed.relay.port);
      visitor.write(`${text}${second}`.replaceAll("HOST", host));
      await visitor.closed();
      const statuses = [...visitor.received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(
        ([, code]) => code,
      );
      // A body that turns out malformed ends a request that is being carried: there is no answer to it.
      expect(statuses.length).toBeLessThanOrEqual(1);
      for (const status of statuses) expect(["400", "431", "405"]).toContain(status);
      expect(seen.filter((line) => line.includes("smuggled"))).toEqual([]);
    });
  }
});

test("a target of //x/y is a path, and an absolute target of this host is one too", async () => {
  for (const path of ["//x/y", `http://${host}//x/y`]) {
    await using visitor = rawVisitor(bed.relay.port);
    visitor.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    await visitor.until((received) => received.startsWith("HTTP/1.1 200"));
    expect(seen.at(-1)).toBe("GET //x/y");
  }
});

test("CONNECT is refused with 405", async () => {
  await using visitor = rawVisitor(bed.relay.port);
  visitor.write(`CONNECT ${host}:80 HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await visitor.until((received) => received.startsWith("HTTP/1.1 405"));
});

test("pipelined requests are answered in their order", async () => {
  await using visitor = rawVisitor(bed.relay.port);
  const head = `HTTP/1.1\r\nHost: ${host}\r\n`;
  visitor.write(
    `GET /one ${head}\r\nPOST /two ${head}Content-Length: 4\r\n\r\nbodyGET /three ${head}\r\n`,
  );
  await visitor.until((received) => received.split("HTTP/1.1 200").length === 4);
  expect(seen.slice(-3).toSorted()).toEqual(["GET /one", "GET /three", "POST /two"]);
});

test("an upgrade with a body is an ordinary request, and its body is no second one", async () => {
  await using visitor = rawVisitor(bed.relay.port);
  const fields = `Host: ${host}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 38\r\n`;
  visitor.write(`POST /h2c HTTP/1.1\r\n${fields}\r\nGET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n`);
  await visitor.until((received) => received.startsWith("HTTP/1.1 200"));
  expect(seen.at(-1)).toBe("POST /h2c");
  expect(seen.filter((line) => line.includes("smuggled"))).toEqual([]);
});
