import { createVirtualClock } from "@homeport/platform";
import { describe, expect, test } from "vitest";
import { isServedVersion } from "./agent-version.ts";
import { readDoorRequest } from "./door-request.ts";
import { createFailedHandshakes } from "./failed-handshakes.ts";

describe("a request at the agents' door", () => {
  const raw = ["Homeport-Host", "attic", "Upgrade", "homeport-mux/1"];
  const webSocket = [
    ...["Homeport-Host", "attic", "Upgrade", "websocket"],
    ...["Sec-WebSocket-Protocol", "other, homeport.mux.v1"],
  ];
  const read = (rawHeaders: string[], target = "/tunnel", method = "GET") =>
    readDoorRequest({ method, target, rawHeaders });

  test("names its host and its wire", () => {
    const open = { kind: "open", hostId: "attic", avoid: [] };
    expect(read(raw)).toEqual({ ...open, wire: "raw" });
    expect(read(webSocket)).toEqual({ ...open, wire: "websocket" });
  });

  test.each([
    ["a query", raw, "/tunnel?token=x", "GET"],
    ["another method", raw, "/tunnel", "POST"],
    ["no host", ["Upgrade", "homeport-mux/1"], "/tunnel", "GET"],
    ["two hosts", [...raw, "Homeport-Host", "cellar"], "/tunnel", "GET"],
    [
      "a host that is no id",
      ["Homeport-Host", "a b", "Upgrade", "homeport-mux/1"],
      "/tunnel",
      "GET",
    ],
    ["another protocol", ["Homeport-Host", "attic", "Upgrade", "h2c"], "/tunnel", "GET"],
    [
      "another subprotocol",
      [...webSocket.slice(0, 4), "Sec-WebSocket-Protocol", "x"],
      "/tunnel",
      "GET",
    ],
    ["no subprotocol", webSocket.slice(0, 4), "/tunnel", "GET"],
  ])("is refused with %s", (_name, fields, target, method) => {
    expect(read(fields, target, method)).toMatchObject({ kind: "refuse", code: "BAD_REQUEST" });
  });
});

test.each([
  ["0.1.0", "0.1.0", true],
  ["0.10.0", "0.9.9", true],
  ["1.0.0", "0.9.9", true],
  ["0.0.9", "0.1.0", false],
  ["0.1.0-beta.1", "0.1.0", true],
  ["latest", "0.1.0", false],
  ["1.0", "0.1.0", false],
])("an agent of version %s is served from %s on: %s", (version, least, served) => {
  expect(isServedVersion(version, least)).toBe(served);
});

describe("handshakes that fail", () => {
  test("hold off their own address once they are too many, and only for a while", async () => {
    const clock = createVirtualClock();
    let allowed = 2;
    const take = () =>
      allowed-- > 0
        ? ({ allowed: true } as const)
        : ({ allowed: false, retryAfterMs: 1_000 } as const);
    const failures = createFailedHandshakes({ limiter: { take }, clock });
    for (let at = 0; at < 2; at += 1) failures.note("192.0.2.1");
    expect(failures.waitMs("192.0.2.1")).toBe(0);
    failures.note("192.0.2.1");
    expect(failures.waitMs("192.0.2.1")).toBe(1_000);
    expect(failures.waitMs("192.0.2.2")).toBe(0);
    await clock.advance(1_000);
    expect(failures.waitMs("192.0.2.1")).toBe(0);
  });

  test("of one IPv6 network count together", () => {
    const clock = createVirtualClock();
    const take = () => ({ allowed: false, retryAfterMs: 1_000 }) as const;
    const failures = createFailedHandshakes({ limiter: { take }, clock });
    failures.note("2001:db8::1");
    expect(failures.waitMs("2001:db8::2")).toBe(1_000);
  });
});
