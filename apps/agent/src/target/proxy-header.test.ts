import { describe, expect, it } from "vitest";
import { readProxyHeader } from "../../test/read-proxy-header.ts";
import { proxyHeader } from "./proxy-header.ts";
import { parseTarget } from "./target.ts";

describe("the header with the visitor's address", () => {
  it.each([
    ["192.0.2.7", "tcp://127.0.0.1:5432", "192.0.2.7", "127.0.0.1", 5432],
    ["192.0.2.7", "tcp://localhost:25", "192.0.2.7", "127.0.0.1", 25],
    ["::ffff:192.0.2.7", "https://nas:443", "192.0.2.7", "0.0.0.0", 443],
    ["192.0.2.7", "tcp://[::1]:25", "192.0.2.7", "0.0.0.0", 25],
    ["2001:db8::7", "tcp://[::1]:25", "2001:db8::7", "::1", 25],
    ["2001:db8::7", "tcp://localhost:25", "2001:db8::7", "::1", 25],
    ["2001:db8:1:2:3:4:5:6", "tcp://127.0.0.1:25", "2001:db8:1:2:3:4:5:6", "::", 25],
    ["192.0.2.7", "unix:/run/app.sock", "192.0.2.7", "0.0.0.0", 0],
  ])("of %s at %s is read as from %s to %s", (visitor, text, source, destination, port) => {
    for (const version of ["v1", "v2"] as const) {
      const header = proxyHeader(version, visitor, parseTarget(text));
      expect(readProxyHeader(header)).toEqual({
        ...{ version: version === "v1" ? 1 : 2, command: "PROXY", source, destination },
        ...{ sourcePort: 0, destinationPort: port, length: header.length },
      });
    }
  });

  it.each(["", "unknown", "nas", "1.2.3", "192.0.2.7\r\nX"])(
    "of a visitor called %j names nobody",
    (visitor) => {
      const target = parseTarget("3000");
      expect(proxyHeader("v1", visitor, target).toString()).toBe("PROXY UNKNOWN\r\n");
      const local = proxyHeader("v2", visitor, target);
      expect(local.toString("hex")).toBe("0d0a0d0a000d0a515549540a20000000");
      expect(readProxyHeader(local).command).toBe("LOCAL");
    },
  );

  it("is the specification's, byte by byte", () => {
    const target = parseTarget("tcp://127.0.0.1:443");
    expect(proxyHeader("v1", "192.0.2.7", target).toString()).toBe(
      "PROXY TCP4 192.0.2.7 127.0.0.1 0 443\r\n",
    );
    expect(proxyHeader("v2", "192.0.2.7", target).toString("hex")).toBe(
      "0d0a0d0a000d0a515549540a2111000cc00002077f000001000001bb",
    );
  });
});
