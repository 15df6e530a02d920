import { describe, expect, test } from "vitest";
import { removeHopByHop } from "./hop-by-hop.ts";
import { type Arrival, requestFields } from "./request-fields.ts";
import { lastChunk, writeRequestHead } from "./request-head.ts";
import { carriedTrailers } from "./trailers.ts";

const arrival: Arrival = {
  peerAddress: "192.0.2.7",
  peerTrusted: false,
  scheme: "http",
  host: "notes.localhost:8080",
  port: 8080,
  requestId: "request-0001",
};

function valuesIn(fields: readonly string[], name: string): string[] {
  return fields.filter((_, at) => at % 2 === 1 && fields[at - 1]?.toLowerCase() === name);
}

describe("what belongs to one connection stays there", () => {
  test("Connection takes away what it names, but neither Host nor the framing", () => {
    const kept = removeHopByHop([
      "Connection",
      "close, X-Mine, Host, Content-Length",
      "X-Mine",
      "1",
      "Host",
      "a",
      "Content-Length",
      "3",
      "X-Other",
      "2",
    ]);
    expect(kept).toEqual(["Host", "a", "Content-Length", "3", "X-Other", "2"]);
  });

  test("drops Keep-Alive, Proxy-*, Transfer-Encoding and Upgrade in any case", () => {
    const kept = removeHopByHop([
      "KEEP-ALIVE",
      "timeout=5",
      "proxy-authorization",
      "Basic eA==",
      "Proxy-Anything",
      "1",
      "Transfer-Encoding",
      "chunked",
      "Upgrade",
      "h2c",
      "Accept",
      "*/*",
    ]);
    expect(kept).toEqual(["Accept", "*/*"]);
  });

  test("keeps TE only for trailers", () => {
    expect(removeHopByHop(["TE", "gzip, trailers", "Connection", "TE"])).toEqual([
      "TE",
      "trailers",
    ]);
    expect(removeHopByHop(["TE", "gzip"])).toEqual([]);
  });
});

describe("forwarded fields", () => {
  const sent = [
    "Host",
    "notes.localhost:8080",
    "X-Forwarded-For",
    "203.0.113.9",
    "X_Forwarded_For",
    "203.0.113.10",
    "X-Forwarded-Proto",
    "https",
    "X-Forwarded-Host",
    "evil.example",
    "Forwarded",
    "for=203.0.113.9",
    "Accept",
    "*/*",
  ];

  test("a stranger's are replaced by what the connection tells", () => {
    const fields = requestFields(sent, arrival, "notes.localhost:8080");
    expect(valuesIn(fields, "x-forwarded-for")).toEqual(["192.0.2.7"]);
    expect(valuesIn(fields, "x-forwarded-proto")).toEqual(["http"]);
    expect(valuesIn(fields, "x-forwarded-host")).toEqual(["notes.localhost:8080"]);
    expect(valuesIn(fields, "x-forwarded-port")).toEqual(["8080"]);
    expect(valuesIn(fields, "x-request-id")).toEqual(["request-0001"]);
    expect(fields.join("\n")).not.toMatch(/203\.0\.113|evil|^forwarded$/im);
  });

  test("a trusted proxy's count, and its own address is appended", () => {
    const fields = requestFields(sent, { ...arrival, peerTrusted: true }, "notes.localhost:8080");
    expect(valuesIn(fields, "x-forwarded-for")).toEqual(["203.0.113.9, 192.0.2.7"]);
    expect(valuesIn(fields, "x-forwarded-proto")).toEqual(["https"]);
  });
});

describe("the head on the wire", () => {
  test("keeps order, case and duplicates, and frames the body in one way", () => {
    const bytes = writeRequestHead({
      method: "POST",
      target: "/a?b=%20",
      fields: ["Host", "a", "X-B", "1", "x-b", "\xfc"],
      framing: { kind: "chunked" },
      upgrade: null,
    });
    expect(bytes.toString("latin1")).toBe(
      "POST /a?b=%20 HTTP/1.1\r\nHost: a\r\nX-B: 1\r\nx-b: \xfc\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
  });

  test("asks for an upgrade by name", () => {
    const bytes = writeRequestHead({
      method: "GET",
      target: "/",
      fields: ["Host", "a"],
      framing: { kind: "none" },
      upgrade: "websocket",
    });
    expect(bytes.toString("latin1")).toBe(
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
  });

  test("ends a chunked body with its trailers, but carries no identity in them", () => {
    const trailers = carriedTrailers([
      "X-Sum",
      "1",
      "X-Homeport-User",
      "root",
      "X_Homeport_User",
      "root",
      "Content-Length",
      "5",
      "Content_Length",
      "5",
      "X-Auth-Request-User",
      "root",
      "X_WebAuth_User",
      "root",
      "Cookie",
      "a=b",
    ]);
    expect(lastChunk(trailers).toString("latin1")).toBe("0\r\nX-Sum: 1\r\n\r\n");
  });
});
