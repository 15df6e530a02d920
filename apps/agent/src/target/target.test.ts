import { describe, expect, it } from "vitest";
import { allowedTarget } from "./allowed.ts";
import { canonicalTarget, parseTarget } from "./target.ts";

const tls = { kind: "tcp", host: "nas", tls: true, serverName: "nas" };

describe("the text of a target", () => {
  it.each([
    ["3000", { kind: "tcp", host: "localhost", port: 3000, tls: false }],
    ["http://127.0.0.1:8080", { kind: "tcp", host: "127.0.0.1", port: 8080, tls: false }],
    ["http://nas", { kind: "tcp", host: "nas", port: 80, tls: false }],
    ["http://[::1]:5000/", { kind: "tcp", host: "::1", port: 5000, tls: false }],
    ["https://nas:8443", { ...tls, port: 8443, alpn: "http/1.1" }],
    ["tls://nas:636", { ...tls, port: 636, alpn: null }],
    ["tcp://127.0.0.1:5432", { kind: "tcp", host: "127.0.0.1", port: 5432, tls: false }],
    ["unix:/run/app.sock", { kind: "unix", path: "/run/app.sock" }],
  ])("reads %s", (text, target) => {
    expect(parseTarget(text)).toEqual(target);
  });

  it.each([
    "",
    "0",
    "65536",
    "-1",
    "http://",
    "http://host/path",
    "http://host/?q=1",
    "http://user:word@host",
    "ftp://host",
    "tcp://host",
    "javascript:1",
    "unix:relative",
    "unix:/run/app.sock#tls-any",
    "http://host:99999",
  ])("refuses %j", (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: "TARGET_MALFORMED" }));
  });

  it("has one form for a port however it is written", () => {
    expect(canonicalTarget(" 3000 ")).toBe(canonicalTarget("http://localhost:3000/"));
  });
});

describe("what a host permits", () => {
  const declared = ["http://10.0.0.7:9000"];

  it("carries what it declared, wherever that is", () => {
    const allowed = { declared, fromConsole: "none" } as const;
    expect(allowedTarget("http://10.0.0.7:9000/", allowed)).not.toBeNull();
  });

  it.each(["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"])(
    "carries %s from the console only while the host lets it",
    (target) => {
      expect(allowedTarget(target, { declared, fromConsole: "loopback" })).not.toBeNull();
      expect(allowedTarget(target, { declared, fromConsole: "none" })).toBeNull();
    },
  );

  it.each([
    "http://10.0.0.8:9000",
    "http://10.0.0.7:22",
    "http://169.254.169.254",
    "http://localhost.example.org:80",
    "http://127.0.0.1.example.org:80",
    "unix:/var/run/docker.sock",
    "",
    "nonsense",
  ])("refuses %j, whatever a relay asks", (target) => {
    expect(allowedTarget(target, { declared, fromConsole: "loopback" })).toBeNull();
  });
});
