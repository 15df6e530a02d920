import { expect, test } from "vitest";
import { readRequest } from "./read-request.ts";

const host = ["Host", "notes.localhost:8080"];

function read(target: string, method = "GET", headers: readonly string[] = host) {
  const reading = readRequest(target, method, headers);
  return reading.ok ? reading.request : reading.code;
}

function paths(target: string): string[] {
  const request = read(target);
  if (typeof request === "string") throw new Error(request);
  return request.readings.map((reading) => reading.path);
}

test("a plain path has one reading and its folded form", () => {
  expect(read("/Photos/1.jpg?x=/admin")).toMatchObject({
    hostname: "notes.localhost",
    path: "/Photos/1.jpg",
    query: "?x=/admin",
    readings: [
      { path: "/Photos/1.jpg", folded: false },
      { path: "/photos/1.jpg", folded: true },
    ],
  });
});

test.for([
  ["/public/../admin", "/admin"],
  ["/public/%2e%2e/admin", "/admin"],
  ["/public/%252e%252e/admin", "/admin"],
  ["/public/..;/admin", "/admin"],
  ["/public/..%2fadmin", "/admin"],
  ["/public/..%252fadmin", "/admin"],
  ["/public\\..\\admin", "/admin"],
  ["/public%5c..%5cadmin", "/admin"],
  ["//admin", "/admin"],
  ["/./admin", "/admin"],
  ["/admin;v=1/x", "/admin/x"],
  ["/admin%3f.png", "/admin"],
  ["/admin%23.png", "/admin"],
  ["/%61dmin", "/admin"],
  ["/%2561dmin", "/admin"],
  ["/ADMIN", "/admin"],
  ["/a//../admin", "/admin"],
  ["/caf%C3%A9", "/café"],
  ["/caf\u00c3\u00a9", "/café"],
] as const)("%s can be read as %s", ([target, reading]) => {
  expect(paths(target)).toContain(reading);
});

test("what does not decode in the second round stays as it is", () => {
  expect(paths("/100%25")).toContain("/100%");
  expect(paths("/100%25zz")).toContain("/100%zz");
  expect(paths("/%25ff")).toContain("/%ff");
});

test.for([
  ["a percent sign alone", "/100%"],
  ["a percent sign without hex digits", "/%zz"],
  ["bytes that are not UTF-8", "/%ff"],
  ["raw bytes that are not UTF-8", "/\u00ff"],
  ["an overlong encoding", "/%c0%af"],
  ["a NUL", "/%00"],
  ["a NUL in the second round", "/%2500"],
  ["a line break", "/%0d%0aSet-Cookie:x"],
  ["a DEL", "/%7f"],
  ["a raw hash", "/a#b"],
  ["a raw hash in the query", "/a?b#c"],
  ["a control byte in the query", "/a?b\u0001"],
  ["a target over 8,192 bytes", `/${"a".repeat(8192)}`],
  ["over 256 segments", "/a".repeat(257)],
  ["over 256 segments once decoded", `/${"a%2f".repeat(257)}`],
  ["no leading slash", "admin"],
  ["an asterisk", "*"],
  ["nothing", ""],
] as const)("a target with %s is refused as BAD_PATH", ([, target]) => {
  expect(read(target)).toBe("BAD_PATH");
});

test.for(["CONNECT", "TRACE"])("%s is refused", (method) => {
  expect(read("/", method)).toBe("METHOD_REFUSED");
});

test.for([
  ["in capitals", "NOTES.LocalHost", "notes.localhost"],
  ["with a port", "notes.localhost:8080", "notes.localhost"],
  ["with a final dot", "notes.localhost.", "notes.localhost"],
  ["with a final dot and a port", "notes.localhost.:80", "notes.localhost"],
] as const)("a host %s is the same host", ([, value, hostname]) => {
  expect(read("/", "GET", ["Host", value])).toMatchObject({ hostname });
});

test.for([
  ["two Host fields", ["Host", "a.example", "host", "a.example"]],
  ["no Host field", []],
  ["an empty Host field", ["Host", ""]],
  ["user info", ["Host", "x@a.example"]],
  ["an IPv6 address", ["Host", "[::1]"]],
  ["a path", ["Host", "a.example/x"]],
  ["two final dots", ["Host", "a.example.."]],
  ["an empty label", ["Host", "a..example"]],
  ["a name that is no A-label", ["Host", "caf\u00e9.example"]],
  ["a port that is none", ["Host", "a.example:x"]],
] as const)("%s is refused as BAD_HOST", ([, headers]) => {
  expect(read("/", "GET", headers)).toBe("BAD_HOST");
});

test("an absolute target counts by its path when it names the same host", () => {
  expect(read("http://notes.localhost:8080/a?b")).toMatchObject({ path: "/a", query: "?b" });
  expect(read("http://notes.localhost")).toMatchObject({ path: "/" });
  expect(read("http://other.localhost/a")).toBe("BAD_HOST");
  expect(read("http://x@notes.localhost/a")).toBe("BAD_HOST");
});

test("a target with two slashes is a path, never a host", () => {
  expect(read("//other.localhost/x")).toMatchObject({ path: "//other.localhost/x" });
});
