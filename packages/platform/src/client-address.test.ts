import { expect, test } from "vitest";
import {
  addressGroup,
  clientAddress,
  isTrustedProxy,
  parseTrustedProxies,
} from "./client-address.ts";

const trusted = parseTrustedProxies("loopback, 10.0.0.0/8, 2001:db8::/32");

function seen(remoteAddress: string | undefined, forwarded?: string | string[]) {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return clientAddress({ socket: { remoteAddress }, headers }, trusted);
}

test.each([
  ["a stranger's own socket", "192.0.2.7", undefined, "192.0.2.7"],
  ["a stranger's header", "192.0.2.7", "198.51.100.1", "192.0.2.7"],
  ["a proxy's visitor", "127.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["what a visitor wrote before it", "127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"],
  ["proxies behind proxies", "127.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"],
  ["proxies only", "127.0.0.1", "10.1.2.3, 10.1.2.4", "10.1.2.3"],
  ["garbage next to the proxy", "127.0.0.1", "198.51.100.1, garbage", "127.0.0.1"],
  ["garbage beyond a proxy", "127.0.0.1", "garbage, 10.1.2.3", "10.1.2.3"],
  ["several header lines", "127.0.0.1", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"],
  ["a mapped IPv4 socket", "::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["a mapped IPv4 entry", "127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"],
  ["an entry with port", "127.0.0.1", "198.51.100.1:443", "198.51.100.1"],
  ["an IPv6 entry with port", "127.0.0.1", "[2001:db9::1]:443", "2001:db9::1"],
  ["a proxy by IPv6", "2001:db8::5", "2001:db9::1", "2001:db9::1"],
  ["a header of megabytes", "127.0.0.1", "1.1.1.1, ".repeat(100_000), "127.0.0.1"],
  ["an address written in hex", "127.0.0.1", "0x7f000001", "127.0.0.1"],
  ["no socket address", undefined, "198.51.100.1", null],
])("the client address of %s", (_what, socket, forwarded, expected) => {
  expect(seen(socket, forwarded)).toBe(expected);
});

test("addresses are counted by IPv4 address or IPv6 /64", () => {
  expect(addressGroup("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(addressGroup("2001:db8:1:2:3:4:5:6")).toBe(addressGroup("2001:db8:1:2::9"));
  expect(addressGroup("2001:db8:1:2::1")).not.toBe(addressGroup("2001:db8:1:3::1"));
  expect(addressGroup("nonsense")).toBeNull();
});

test("a list with something that is no address is refused", () => {
  expect(() => parseTrustedProxies("10.0.0.0/8, proxy.example.org")).toThrow("proxy.example.org");
});

test("nothing is trusted by an empty list", () => {
  expect(isTrustedProxy("127.0.0.1", parseTrustedProxies(""))).toBe(false);
});
