import { describe, expect, test } from "vitest";
import { findRequestFault, originForm, type ParsedRequest } from "./request-fault.ts";

function request(over: Partial<ParsedRequest> = {}): ParsedRequest {
  return {
    httpVersion: "1.1",
    method: "GET",
    target: "/",
    rawHeaders: ["Host", "notes.localhost:8080"],
    ...over,
  };
}

function withFields(...fields: string[]): ParsedRequest {
  return request({ rawHeaders: ["Host", "notes.localhost:8080", ...fields] });
}

const refused: Record<string, ParsedRequest> = {
  "two Host fields": withFields("host", "other.localhost"),
  "no Host": request({ rawHeaders: [] }),
  "an empty Host": request({ rawHeaders: ["Host", ""] }),
  "an absolute target of another host": request({ target: "http://other.localhost/" }),
  "an absolute target with user info": request({ target: "http://a@notes.localhost:8080/" }),
  "a target of another scheme": request({ target: "ftp://notes.localhost:8080/" }),
  "a target that is neither path nor address": request({ target: "notes" }),
  "a fragment in the target": request({ target: "/a#b" }),
  "a control byte in the target": request({ target: "/a\x01" }),
  "a control byte in a header": withFields("X-A", "a\rb"),
  "a transfer coding other than chunked": withFields("Transfer-Encoding", "gzip, chunked"),
  "Transfer-Encoding twice": withFields(
    "Transfer-Encoding",
    "chunked",
    "Transfer-Encoding",
    "chunked",
  ),
  "Transfer-Encoding in HTTP/1.0": {
    ...withFields("Transfer-Encoding", "chunked"),
    httpVersion: "1.0",
  },
  "Content-Length twice": withFields("Content-Length", "1", "content-length", "1"),
  "Content-Length that is no number": withFields("Content-Length", "0x1"),
  "Content-Length beside Transfer-Encoding": withFields(
    "Content-Length",
    "1",
    "Transfer-Encoding",
    "chunked",
  ),
  "HTTP/0.9": request({ httpVersion: "0.9" }),
  "* without OPTIONS": request({ target: "*" }),
};

describe("refuses what could be read in more than one way", () => {
  for (const [name, parsed] of Object.entries(refused)) {
    test(name, () => expect(findRequestFault(parsed)?.code).toBe("BAD_REQUEST"));
  }
});

test("refuses more than 200 fields as too large", () => {
  const fields = Array.from({ length: 200 }, (_, at) => [`X-${at}`, "1"]).flat();
  expect(findRequestFault(withFields(...fields))?.code).toBe("HEAD_TOO_LARGE");
});

test("lets ordinary requests pass, HTTP/1.0 with a Host among them", () => {
  expect(findRequestFault(request())).toBeNull();
  expect(findRequestFault(request({ httpVersion: "1.0" }))).toBeNull();
  expect(findRequestFault(request({ target: "//x/y" }))).toBeNull();
  expect(findRequestFault(request({ method: "OPTIONS", target: "*" }))).toBeNull();
  expect(findRequestFault(request({ target: "http://NOTES.localhost:8080/a?b" }))).toBeNull();
  expect(
    findRequestFault(withFields("Transfer-Encoding", "Chunked", "X-A", "\xfcber\ttab")),
  ).toBeNull();
});

test("gives the app a path, also when the visitor sent an address", () => {
  expect(originForm("http://notes.localhost:8080/a?b")).toBe("/a?b");
  expect(originForm("http://notes.localhost:8080?b")).toBe("/?b");
  expect(originForm("//x/y")).toBe("//x/y");
});
