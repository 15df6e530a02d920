import { isIPv4, isIPv6 } from "node:net";
import { addressBytes, normalizeAddress } from "@homeport/platform";
import type { Target } from "./target.ts";

const signature = Buffer.from("0d0a0d0a000d0a515549540a", "hex");
const commands = { local: 0x20, proxy: 0x21 } as const;
const families = { none: 0x00, tcp4: 0x11, tcp6: 0x21 } as const;
const headBytes = 16;
const none = Buffer.alloc(0);

interface Route {
  readonly family: "tcp4" | "tcp6";
  readonly source: string;
  readonly destination: string;
  readonly port: number;
}

/**
 * The header by which a target learns who is behind a connection (PROXY protocol, versions 1 and 2, as HAProxy
 * specifies it). The visitor's port is not known here and is 0; the destination is the target as far as its text
 * tells an address. A visitor without an address is UNKNOWN, or LOCAL.
 */
export function proxyHeader(version: "v1" | "v2", visitorAddress: string, target: Target): Buffer {
  const route = routeOf(visitorAddress, target);
  return version === "v1" ? Buffer.from(textOf(route), "latin1") : bytesOf(route);
}

function routeOf(visitorAddress: string, target: Target): Route | null {
  const source = normalizeAddress(visitorAddress) ?? "";
  const port = target.kind === "unix" ? 0 : target.port;
  if (isIPv4(source)) {
    return { family: "tcp4", source, destination: addressOf(target, isIPv4, loopback4), port };
  }
  if (!isIPv6(source)) return null;
  return { family: "tcp6", source, destination: addressOf(target, isIPv6, loopback6), port };
}

const loopback4 = { own: "127.0.0.1", unknown: "0.0.0.0" };
const loopback6 = { own: "::1", unknown: "::" };

/** The target's address where it is of the visitor's family: a header has one family for both. */
function addressOf(
  target: Target,
  isOfFamily: (text: string) => boolean,
  addresses: { readonly own: string; readonly unknown: string },
): string {
  if (target.kind === "unix") return addresses.unknown;
  if (isOfFamily(target.host)) return target.host;
  return target.host === "localhost" ? addresses.own : addresses.unknown;
}

function textOf(route: Route | null): string {
  if (route === null) return "PROXY UNKNOWN\r\n";
  const { family, source, destination, port } = route;
  return `PROXY ${family.toUpperCase()} ${source} ${destination} 0 ${port}\r\n`;
}

function bytesOf(route: Route | null): Buffer {
  if (route === null) return headOf(commands.local, families.none, 0);
  const { family, source, destination, port } = route;
  const addresses = Buffer.concat([source, destination].map((text) => addressBytes(text) ?? none));
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(port, 2);
  const length = addresses.length + ports.length;
  return Buffer.concat([headOf(commands.proxy, families[family], length), addresses, ports]);
}

function headOf(command: number, family: number, length: number): Buffer {
  const head = Buffer.alloc(headBytes);
  signature.copy(head);
  head.writeUInt8(command, 12);
  head.writeUInt8(family, 13);
  head.writeUInt16BE(length, 14);
  return head;
}
