import { describe, expect, test } from "vitest";
import { hostUrl } from "./host-url.ts";

const hostId = "0195f0e8-0000-7000-8000-000000000001";

describe("the address of a path of a host", () => {
  test.each([
    ["/terminal/1", `/hosts/${hostId}/terminal/1`],
    ["terminal/1", `/hosts/${hostId}/terminal/1`],
    ["/", `/hosts/${hostId}/`],
    ["", `/hosts/${hostId}/`],
    ["/~notes/a?b=c%20d&e", `/hosts/${hostId}/~notes/a?b=c%20d&e`],
    ["/a%2Fb", `/hosts/${hostId}/a%2Fb`],
    ["/a#part", `/hosts/${hostId}/a`],
  ])("keeps the prefix and all of %j", (path, expected) => {
    expect(hostUrl(hostId, path)).toBe(expected);
  });

  test("is the same for http and ws", () => {
    const path = hostUrl(hostId, "/terminal/1");
    expect(new URL(path, "http://localhost:8080").href).toBe(
      `http://localhost:8080/hosts/${hostId}/terminal/1`,
    );
    expect(new URL(path, "wss://relay.example").href).toBe(
      `wss://relay.example/hosts/${hostId}/terminal/1`,
    );
  });

  test("cannot be led out of the host by an id", () => {
    expect(hostUrl("../../x", "/")).toBe("/hosts/..%2F..%2Fx/");
  });
});
