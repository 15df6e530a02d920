import { expect, test } from "vitest";
import { parseTunnelMember, tunnelMember } from "./keys.ts";

test("a member is read back to the tunnel it names, colons in the relay's id included", () => {
  const name = { relayId: "host:8080:a", epoch: 1_763_700_000_000 };
  expect(parseTunnelMember(tunnelMember(name))).toEqual(name);
});

test.each(["", ":", "relay", "relay:", ":5", "relay:x", "relay:99999999999999999"])(
  "%j names no tunnel",
  (member) => {
    expect(parseTunnelMember(member)).toBeNull();
  },
);
